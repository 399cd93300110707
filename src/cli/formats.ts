/** Formats of results. Apart from the renderers, so that help does not load them. */
export const FORMATS = ['text', 'json', 'markdown', 'junit'] as const
export type Format = (typeof FORMATS)[number]
