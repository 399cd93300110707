/** Formats of results. Apart from the renderers, so that help does not load them. */
export const FORMATS = ['text', 'json', 'markdown', 'junit'] as const
export type Format = (typeof FORMATS)[number]

/** Formats of what is wrong with a scenario. */
export const PROBLEM_FORMATS = ['text', 'concise', 'json', 'github'] as const
export type ProblemFormat = (typeof PROBLEM_FORMATS)[number]
