import type { Group } from '@/lib/groups/view'
import { paths } from '@/lib/paths'
import { countsOf, kindWord } from './group-table'
import { LiveRefresh } from './live-refresh'
import { RunState } from './run-state'
import { PageHeader } from './shell/page-header'

/** Which task or pipeline this is and how it stands. */
export function GroupHeader({ org, group }: { org: string; group: Group }) {
  const { group: number, project, kind, name, state, parent, node } = group
  return (
    <PageHeader
      title={`${kindWord[kind]} ${number}: ${name}`}
      badge={<RunState state={state} />}
      trail={[
        { href: paths.project(org, project), label: project },
        { href: paths.groups(org, project), label: 'Tasks and pipelines' },
        ...(parent === null
          ? []
          : [{ href: paths.group(org, project, parent), label: `Pipeline ${parent}, ${node}` }]),
      ]}
      facts={<p>{countsOf(group) ?? 'It has no runs yet.'}</p>}
      actions={
        group.finishedAt === null && <LiveRefresh href={paths.group(org, project, number)} />
      }
    />
  )
}
