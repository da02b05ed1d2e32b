import { duration } from '@/lib/format'
import type { OutsideRun } from '@/lib/lineage/openlineage/outside-run'
import { paths } from '@/lib/paths'
import { Time } from '../time'
import { Properties } from '../ui/properties'
import { TextLink } from '../ui/text-link'

interface RunFactsProps {
  org: string
  run: OutsideRun
  now: Date
}

/** When it ran, as what, and as a part of what. */
export function RunFacts({ org, run, now }: RunFactsProps) {
  const { job, startedAt, endedAt, heardAt, parent, code, engine } = run
  const took = startedAt && endedAt ? Date.parse(endedAt) - Date.parse(startedAt) : null
  const times = [
    { label: 'Started', value: startedAt && <Time at={startedAt} now={now} exact /> },
    { label: 'Ended', value: endedAt && <Time at={endedAt} now={now} exact /> },
    { label: 'Took', value: took !== null && took >= 0 ? duration(took) : null },
    { label: 'Last event', value: <Time at={heardAt} now={now} exact /> },
  ]
  const said = [
    { label: 'Part of', value: parent && <Parent org={org} parent={parent} /> },
    { label: 'Type', value: job.type },
    { label: 'Engine', value: engine },
    { label: 'Owner', value: job.owners.length > 0 && <Whole text={job.owners.join(', ')} /> },
    { label: 'About', value: job.documentation && <Whole text={job.documentation} /> },
    {
      label: 'Code',
      value: code && <Whole text={[code.url, code.version].filter(Boolean).join(' at ')} />,
    },
    { label: 'Run id', value: <code className="font-mono wrap-anywhere">{run.runId}</code> },
  ]
  return <Properties columns={1} items={[...times, ...said.filter(({ value }) => value)]} />
}

function Parent({ org, parent }: { org: string; parent: NonNullable<OutsideRun['parent']> }) {
  const name = <span className="wrap-anywhere">{parent.name}</span>
  if (parent.id) return <TextLink href={paths.outsideRun(org, parent.id)}>{name}</TextLink>
  return (
    <>
      {name} <span className="text-ink-2">(nothing was heard of it)</span>
    </>
  )
}

const Whole = ({ text }: { text: string }) => (
  <span className="line-clamp-6 wrap-anywhere" title={text}>
    {text}
  </span>
)
