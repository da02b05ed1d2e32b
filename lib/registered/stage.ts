import { sql } from 'drizzle-orm'

/** MLflow's stages, which are a view of approval here. */
export const stages = ['None', 'Staging', 'Production', 'Archived'] as const
export type Stage = (typeof stages)[number]

/** Whether somebody is asked to review the row of `versions` of the outer query. */
export const isInReview = sql<boolean>`exists (select 1 from review_requests rr
  where rr.version_id = versions.id and rr.closed_at is null)`

/** The stage of the row of `versions` of the outer query. */
export const stageOf = sql<Stage>`(case
  when versions.life = 'archived' or versions.state = 'rejected' then 'Archived'
  when versions.state = 'approved' then 'Production'
  when ${isInReview} then 'Staging' else 'None' end)`
