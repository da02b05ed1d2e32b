import { paths } from '@/lib/paths'
import type { RunWithAbilities } from '@/lib/runs/view'
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
  now: Date
}

/** Which run this is, how it stands, and what went wrong with it. */
export function RunHeader({ org, run, now }: RunHeaderProps) {
  const { run: number, project, step, state, uri, alerts, exitCode, abilities } = run
  const open = state === 'running' || state === 'queued'
  return (
    <>
      <PageHeader
        title={step ? `#${number} ${step}` : `#${number}`}
        badge={<RunState state={state} />}
        trail={[
          { href: paths.project(org, project), label: project },
          { href: paths.runs(org, project), label: 'Runs' },
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
