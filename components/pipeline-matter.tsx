import type { Group } from '@/lib/groups/view'
import { GroupTable } from './group-table'
import { RunTable } from './run-table'
import { Section } from './ui/section'

interface PipelineMatterProps {
  org: string
  group: Group
  now: Date
}

/** Several steps in order: each node with what ran for it, and what goes from one to the next. */
export function PipelineMatter({ org, group, now }: PipelineMatterProps) {
  const { plan, runs, groups } = group
  const planned = plan.nodes ?? []
  const known = new Set(planned.map(({ name }) => name))
  const others = runs.filter(({ node }) => node === null || !known.has(node))
  return (
    <>
      {planned.map(({ name, type, step }) => {
        const ran = runs.filter(({ node }) => node === name)
        const tasks = groups.filter(({ node }) => node === name)
        return (
          <Section
            key={name}
            title={<span className="wrap-anywhere">{name}</span>}
            aside={`${type === 'task' ? 'Task' : 'Execution'} of ${step}`}
          >
            <Edges group={group} node={name} />
            {ran.length > 0 && (
              <RunTable org={org} runs={ran} now={now} caption={`Runs of ${name}`} />
            )}
            {tasks.length > 0 && (
              <GroupTable org={org} groups={tasks} now={now} caption={`Tasks of ${name}`} />
            )}
            {ran.length + tasks.length === 0 && (
              <p className="text-ink-2">
                {group.finishedAt === null ? 'It has not started yet.' : 'It did not run.'}
              </p>
            )}
          </Section>
        )
      })}
      {others.length > 0 && (
        <Section title="Other runs">
          <RunTable org={org} runs={others} now={now} caption="Other runs" />
        </Section>
      )}
    </>
  )
}

/** What a node is given by those before it, in words. */
function Edges({ group, node }: { group: Group; node: string }) {
  const into = (group.plan.edges ?? []).filter(({ to }) => to.split('.')[0] === node)
  if (into.length === 0) return null
  return (
    <ul className="text-ink-2">
      {into.map(({ from, to }) => (
        <li key={`${from} ${to}`} className="wrap-anywhere">
          takes <code className="font-mono">{from}</code> as{' '}
          <code className="font-mono">{to.split('.').slice(1).join('.')}</code>
        </li>
      ))}
    </ul>
  )
}
