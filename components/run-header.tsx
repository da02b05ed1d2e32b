import { paths } from '@/lib/paths'
import type { RunWithAbilities } from '@/lib/runs/view'
import type { Tracking } from '@/lib/tracking/about'
import { LiveRefresh } from './live-refresh'
import { MayLink } from './may-link'
import { RunState } from './run-state'
import { PageHeader } from './shell/page-header'
import { Time } from './time'
import { ButtonLink } from './ui/button'
import { Notice } from './ui/notice'

interface RunHeaderProps {
  org: string
  run: RunWithAbilities
  /** What an MLflow client says of it; null where none does. */
  tracking: Tracking | null
  now: Date
}

/** Which run this is, how it stands, and what went wrong with it. */
export function RunHeader({ org, run, tracking, now }: RunHeaderProps) {
  const { run: number, project, step, state, uri, alerts, exitCode, abilities } = run
  const called = tracking?.name ?? step
  const open = state === 'running' || state === 'queued'
  return (
    <>
      <PageHeader
        title={called ? `#${number} ${called}` : `#${number}`}
        badge={<RunState state={state} />}
        trail={[
          { href: paths.project(org, project), label: project },
          ...(tracking ? experimentTrail(org, project, tracking) : [runsTrail(org, project)]),
        ]}
        uri={uri}
        actions={
          <>
            <ButtonLink href={paths.lineage(org, { uri })}>Lineage</ButtonLink>
            {open && <LiveRefresh href={paths.run(org, project, number)} />}
            <MayLink
              href={paths.registerRun(org, project, number)}
              label="Register a version"
              may={abilities.register}
              why={paths.why(org, 'version.register', uri)}
            />
          </>
        }
      />
      {tracking?.deletedAt && (
        <div className="mb-6">
          <Notice kind="warning">
            Deleted in MLflow <Time at={tracking.deletedAt} now={now} />: clients list it no more
            and add nothing to it. What it made and recorded is kept. Its owner brings it back with{' '}
            <code className="font-mono wrap-anywhere">restore_run("{tracking.id}")</code>.
          </Notice>
        </div>
      )}
      {open && run.stop && (
        <div className="mb-6">
          <Notice>
            {run.stop.by?.name ?? 'Somebody'} asked it to stop <Time at={run.stop.at} now={now} />.
            Whoever runs it ends it; where nothing is heard of them for two minutes, the hub does.
          </Notice>
        </div>
      )}
      {(state === 'error' || alerts.length > 0) && (
        <div className="mb-6 flex flex-col gap-2">
          {state === 'error' && alerts.length === 0 && (
            <Notice kind="error">
              {exitCode === null
                ? 'The run failed. The end of its log may say why.'
                : `The run failed with exit code ${exitCode}. The end of its log may say why.`}
            </Notice>
          )}
          {alerts.map(({ code, message }) => (
            <Notice key={`${code} ${message}`} kind={state === 'error' ? 'error' : 'warning'}>
              {message}
            </Notice>
          ))}
        </div>
      )}
    </>
  )
}

const runsTrail = (org: string, project: string) => ({
  href: paths.runs(org, project),
  label: 'Runs',
})

function experimentTrail(org: string, project: string, { experiment }: Tracking) {
  return [
    { href: paths.experiments(org, project), label: 'Experiments' },
    { href: paths.experiment(org, project, experiment.experiment), label: experiment.name },
  ]
}
