/**
 * How each table may be written. The database guard and the grants are generated from this list and a
 * test fails on a table that is missing here.
 *
 * - `governed`: only beside an audit event in the same transaction (`command()`).
 * - `telemetry`: authorized, without an event per row (`ingest()`; commands may write them too).
 * - `system`: sessions, counters and deliveries (`system()`).
 * - `append`: insert only, for ever.
 * - `record`: insert only, for ever, and only beside an audit event (`command()`).
 */
export type TableClass = 'governed' | 'telemetry' | 'system' | 'append' | 'record'

export const tableClasses = {
  organizations: 'governed',
  people: 'governed',
  members: 'governed',
  role_grants: 'governed',
  tokens: 'governed',
  projects: 'governed',
  project_redirects: 'governed',
  models: 'governed',
  model_redirects: 'governed',
  model_projects: 'governed',
  versions: 'governed',
  version_files: 'governed',
  version_metrics: 'governed',
  version_params: 'governed',
  decisions: 'governed',
  aliases: 'governed',
  runs: 'governed',
  run_inputs: 'governed',
  run_groups: 'governed',
  datasets: 'governed',
  dataset_projects: 'governed',
  dataset_versions: 'governed',
  dataset_version_files: 'governed',
  dataset_aliases: 'governed',
  datum_aliases: 'governed',
  alias_moves: 'governed',
  recalls: 'governed',
  card_revisions: 'governed',
  model_images: 'governed',
  field_definitions: 'governed',
  model_fields: 'governed',
  comments: 'governed',
  comment_revisions: 'governed',
  comment_mentions: 'governed',
  metric_definitions: 'governed',
  service_accounts: 'governed',
  teams: 'governed',
  team_members: 'governed',
  invitations: 'governed',
  password_links: 'governed',
  external_identities: 'governed',
  group_mappings: 'governed',
  policies: 'governed',
  review_requests: 'governed',
  deployments: 'governed',
  serving_versions: 'governed',
  webhooks: 'governed',
  experiments: 'governed',
  experiment_tags: 'governed',
  logged_datasets: 'governed',
  version_origins: 'governed',
  model_tags: 'governed',
  version_tags: 'governed',

  policy_revisions: 'record',
  version_changes: 'record',
  deployment_revisions: 'record',
  deployment_variants: 'record',

  blobs: 'telemetry',
  blob_uploads: 'telemetry',
  run_outputs: 'telemetry',
  run_progress: 'telemetry',
  run_metrics: 'telemetry',
  run_summaries: 'telemetry',
  run_logs: 'telemetry',
  version_uses: 'telemetry',
  lineage_edges: 'telemetry',
  external_data: 'telemetry',
  external_jobs: 'telemetry',
  external_runs: 'telemetry',
  lineage_events: 'telemetry',
  recall_effects: 'telemetry',
  deployment_assignments: 'telemetry',
  deployment_observations: 'telemetry',
  observation_batches: 'telemetry',
  preferences: 'telemetry',
  tracked_runs: 'telemetry',
  run_params: 'telemetry',
  run_tags: 'telemetry',
  run_models: 'telemetry',
  logged_models: 'telemetry',
  logged_model_metrics: 'telemetry',
  logged_model_files: 'telemetry',
  multipart_uploads: 'telemetry',
  multipart_parts: 'telemetry',
  search_documents: 'telemetry',
  search_words: 'telemetry',

  sessions: 'system',
  sign_in_failures: 'system',
  token_uses: 'system',
  idempotency_keys: 'system',
  hub_meta: 'system',
  audit_origins: 'system',
  audit_logs: 'system',
  audit_pending: 'system',
  outbox: 'system',
  latest_told: 'system',
  webhook_deliveries: 'system',
  webhook_attempts: 'system',
  notifications: 'system',
  mails: 'system',
  token_warnings: 'system',

  audit_events: 'append',
  audit_leaves: 'append',
  audit_nodes: 'append',
  audit_checkpoints: 'append',
} as const satisfies Record<string, TableClass>

export type TableName = keyof typeof tableClasses

/**
 * What a backup leaves out. Who was signed in signs in again, and answers kept for a day are not worth
 * keeping; `hub_meta` is about one database and the files beside it; triggers fill the search anew.
 */
export const notBackedUp: readonly TableName[] = [
  'sessions',
  'sign_in_failures',
  'idempotency_keys',
  'hub_meta',
  'search_documents',
  'search_words',
]
