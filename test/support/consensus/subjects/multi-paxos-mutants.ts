export const multiPaxosMutants = []
