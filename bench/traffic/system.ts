/** The station that all sides measure: servers, mean gap between requests and mean work in one, µs. */
export const SERVERS = 4
export const GAP = 1000
export const WORK = 3500
