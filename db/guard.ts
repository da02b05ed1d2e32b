import { createHash } from 'node:crypto'
import { type TableClass, tableClasses } from './table-classes'

const privileges: Record<TableClass, string> = {
  governed: 'select, insert, update, delete',
  telemetry: 'select, insert, update, delete',
  system: 'select, insert, update, delete',
  append: 'select, insert',
  record: 'select, insert',
}

const views = [{ name: 'held_roles', of: ['role_grants', 'teams', 'team_members'] }]

// Unless it is named last, a session's own pg_temp comes first: a table there could pose as the log.
const functions = `
create or replace function hub_require_event() returns trigger language plpgsql
  set search_path = pg_catalog, public, pg_temp as $$
begin
  if not exists (select 1 from public.audit_events where txid = pg_current_xact_id()) then
    raise exception 'A change of % has no audit event in its transaction.', tg_table_name
      using errcode = 'integrity_constraint_violation', hint = 'Write through command().';
  end if;
  return null;
end $$;

create or replace function hub_refuse() returns trigger language plpgsql
  set search_path = pg_catalog, public, pg_temp as $$
begin
  raise exception '% of % is refused.', tg_op, tg_table_name
    using errcode = 'insufficient_privilege', hint = 'What it holds is a record: it is only added to.';
end $$;
`

/** No temporary tables for everybody; only who owns the database may say so. */
const noTemporary = `
do $$
begin
  if exists (select 1 from pg_database where datname = current_database()
      and pg_has_role(current_user, datdba, 'usage')) then
    execute format('revoke temporary on database %I from public', current_database());
  end if;
end $$;
`

function triggers(table: string, kind: TableClass): string {
  const drop = ['hub_event', 'hub_truncate', 'hub_append']
    .map((name) => `drop trigger if exists ${name} on ${table};`)
    .join('\n')
  const event = `create constraint trigger hub_event after insert or update or delete on ${table}
  deferrable initially deferred for each row execute function hub_require_event();`
  const append = `create trigger hub_append before update or delete or truncate on ${table}
  for each statement execute function hub_refuse();`
  const truncate = `create trigger hub_truncate before truncate on ${table}
  for each statement execute function hub_refuse();`
  const wanted: Record<TableClass, string[]> = {
    governed: [event, truncate],
    record: [event, append],
    append: [append],
    telemetry: [],
    system: [],
  }
  return [drop, ...wanted[kind]].join('\n')
}

/**
 * The SQL that makes the database itself refuse what the doors would not do: a governed change without
 * an event, and any change of the record. With `appRole`, also the grants of that role, which owns nothing.
 */
export function guardSql(
  appRole: string | null,
  classes: Partial<Record<string, TableClass>> = tableClasses,
): string {
  const entries = Object.entries(classes).flatMap(([table, kind]) =>
    kind ? [[table, kind] as const] : [],
  )
  const role = appRole && `"${appRole.replaceAll('"', '""')}"`
  const grants = entries.map(([table, kind]) =>
    [
      `revoke all on ${table} from ${role};`,
      `grant ${privileges[kind]} on ${table} to ${role};`,
    ].join('\n'),
  )
  return [
    functions,
    noTemporary,
    ...entries.map(([table, kind]) => triggers(table, kind)),
    ...(role
      ? [
          `grant usage on schema public to ${role};`,
          ...grants,
          // A view comes with the tables that it reads; those of an older schema have none.
          ...views
            .filter(({ of }) => of.every((table) => table in classes))
            .map(({ name }) => `grant select on ${name} to ${role};`),
          `grant usage on all sequences in schema public to ${role};`,
        ]
      : []),
  ].join('\n')
}

/** Changes whenever the guard would. */
export function guardHash(appRole: string | null): string {
  return createHash('sha256').update(guardSql(appRole)).digest('hex')
}
