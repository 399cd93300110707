/** A workload and a member of the service it calls, in one number of an event. */
export const memberSpan = 2 ** 20

export const workloadAt = (where: number): number => Math.floor(where / memberSpan)
export const memberAt = (where: number): number => where % memberSpan
