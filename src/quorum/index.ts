export type { Count, Grid, Joint, Majority, Quorum, Weighted } from './quorum.js'
