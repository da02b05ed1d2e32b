import { bytes, duration, plural } from '@/lib/format'
import { paths } from '@/lib/paths'
import type { Run } from '@/lib/runs/view'
import type { Tracking } from '@/lib/tracking/about'
import { Actor } from './actor'
import { CommitId } from './commit-id'
import { Copy } from './copy'
import { RunState } from './run-state'
import { Time } from './time'
import { Disclosure } from './ui/disclosure'
import { Properties, type Property } from './ui/properties'
import { TextLink } from './ui/text-link'
import { Uri } from './uri'

interface RunSummaryProps {
  org: string
  run: Run
  /** What an MLflow client says of it; null where none does. */
  tracking: Tracking | null
  now: Date
}

/** The facts of a run: what ran, from which code, where, how it ended. */
export function RunSummary({ org, run, tracking, now }: RunSummaryProps) {
  const took = run.finishedAt ? Date.parse(run.finishedAt) - Date.parse(run.createdAt) : null
  return (
    <Properties
      items={[
        { label: 'State', value: <Outcome run={run} /> },
        ...(run.statusDetail ? [{ label: 'Says', value: <Words>{run.statusDetail}</Words> }] : []),
        { label: 'Step', value: run.step && <Words>{run.step}</Words> },
        { label: 'Started', value: <Time at={run.createdAt} now={now} exact /> },
        { label: 'Took', value: took === null ? null : duration(took) },
        { label: 'Started by', value: <Actor actor={run.createdBy} /> },
        ...(tracking ? trackedFacts(org, run, tracking) : []),
        ...(run.group === null
          ? []
          : [{ label: 'Part of', value: <PartOf {...{ org, run }} group={run.group} /> }]),
        ...(run.reproduces
          ? [{ label: 'Reproduces', value: <Uri uri={run.reproduces} org={org} copy={false} /> }]
          : []),
        { label: 'Commit', value: run.commit && <Commit commit={run.commit} /> },
        ...(run.code ? [{ label: 'Code', value: <Code code={run.code} /> }] : []),
        { label: 'Image', value: run.image && <code className="font-mono">{run.image}</code> },
        {
          label: 'Packages',
          value: run.packages.length > 0 ? <Packages packages={run.packages} /> : null,
        },
        {
          label: 'Command',
          value: run.command && (
            <code className="block font-mono whitespace-pre-wrap">{run.command}</code>
          ),
        },
      ]}
    />
  )
}

/** What its client calls it, and who that says to be. */
function trackedFacts(org: string, run: Run, tracking: Tracking): Property[] {
  const { name, id, experiment, reportedUser, parent } = tracking
  return [
    {
      label: 'User',
      value: reportedUser && (
        <span className="wrap-anywhere">
          {reportedUser} <span className="text-ink-2">reported by the client, not verified</span>
        </span>
      ),
    },
    { label: 'MLflow name', value: <Words>{name}</Words> },
    {
      label: 'MLflow id',
      value: (
        <span className="inline-flex max-w-full items-start gap-0.5">
          <code className="min-w-0 font-mono wrap-anywhere">{id}</code>
          <Copy text={id} what="the id" />
        </span>
      ),
    },
    {
      label: 'Experiment',
      value: (
        <TextLink
          href={paths.experiment(org, run.project, experiment.experiment)}
          className="wrap-anywhere"
        >
          {experiment.name}
        </TextLink>
      ),
    },
    ...(parent
      ? [
          {
            label: 'Nested in',
            value: (
              <TextLink href={paths.run(org, parent.project, parent.run)} className="wrap-anywhere">
                #{parent.run} {parent.name}
              </TextLink>
            ),
          },
        ]
      : []),
  ]
}

function Outcome({ run: { state, exitCode } }: { run: Run }) {
  return (
    <span className="inline-flex flex-wrap gap-x-2">
      <RunState state={state} />
      {exitCode !== null && <span className="text-ink-2">exit code {exitCode}</span>}
    </span>
  )
}

/** The code that ran: commit, branch, and whether it had changes that no commit holds. */
export function Commit({ commit }: { commit: NonNullable<Run['commit']> }) {
  const { id, branch, dirty, remote } = commit
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2">
      <span className="inline-flex items-center gap-0.5">
        <CommitId commit={commit} />
        <Copy text={id} what="the commit" />
      </span>
      {branch && <span className="text-ink-2">on {branch}</span>}
      {dirty && <span className="text-pending">with uncommitted changes</span>}
      {remote && <span className="text-ink-2">{remote}</span>}
    </span>
  )
}

/** The task or pipeline that it was started by. */
function PartOf({ org, run, group }: { org: string; run: Run; group: number }) {
  return (
    <span className="wrap-anywhere">
      <TextLink href={paths.group(org, run.project, group)}>task or pipeline {group}</TextLink>
      {run.node && <span className="text-ink-2"> as {run.node}</span>}
    </span>
  )
}

/** Ad-hoc code, as it was when the run started. */
function Code({ code }: { code: NonNullable<Run['code']> }) {
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2">
      <a href={code.url} download className="link">
        code.tar.gz
      </a>
      <span className="text-ink-2">{bytes(code.size)}</span>
    </span>
  )
}

const Words = ({ children }: { children: string }) => (
  <span className="wrap-anywhere">{children}</span>
)

function Packages({ packages }: Pick<Run, 'packages'>) {
  return (
    <Disclosure summary={plural(packages.length, 'package')}>
      <ul className="grid max-h-72 gap-x-6 overflow-y-auto font-mono sm:grid-cols-2">
        {packages.map(({ name, version }) => (
          <li key={name}>
            {name} <span className="text-ink-2">{version}</span>
          </li>
        ))}
      </ul>
    </Disclosure>
  )
}
