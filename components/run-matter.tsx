import { paths } from '@/lib/paths'
import type { Reproduction } from '@/lib/runs/reproduction-view'
import type { LogTail } from '@/lib/runs/tail'
import type { Run, RunWithAbilities } from '@/lib/runs/view'
import type { Tracking } from '@/lib/tracking/about'
import type { FormAction } from './action-result'
import { DescriptionSection } from './description-section'
import { Candidates } from './experiments/candidates'
import { NestedRuns } from './experiments/nested-runs'
import { TagValues } from './experiments/tag-values'
import { FileTable } from './file-table'
import { InputList } from './input-list'
import { LatestValues } from './latest-values'
import { LogView } from './log-view'
import { ParamsTable } from './params-table'
import { ReproductionSection } from './reproduction-section'
import { RunCurves, type RunCurvesProps } from './run-curves'
import { RunTags } from './run-tags'
import { StopSection } from './stop-section'
import { Columns } from './ui/columns'
import { Section } from './ui/section'
import { Uri } from './uri'

interface RunMatterProps {
  org: string
  run: RunWithAbilities
  curves: RunCurvesProps
  log: LogTail
  record: Reproduction
  /** What an MLflow client says of it; null where none does. */
  tracking: Tracking | null
  /** Reads `note` from the form. */
  stop: FormAction
  /** Reads `tags` from the form. */
  tag: FormAction
  editing: boolean
}

/** What a run was given, what it reported, printed and made. Of one that failed the log comes first. */
export function RunMatter(props: RunMatterProps) {
  const { org, run, curves, log, record, tracking, stop, tag, editing } = props
  const { inputs, outputs, params, summary, state } = run
  const printed = <Log key="log" org={org} run={run} log={log} />
  return (
    <Columns
      main={
        <>
          {state === 'error' && printed}
          {tracking && <DescriptionSection org={org} text={tracking.description} />}
          <RunCurves {...curves} />
          <Section title="Inputs">
            {inputs.length > 0 ? (
              <InputList org={org} inputs={inputs} />
            ) : (
              <p className="text-ink-2">The run was given no inputs.</p>
            )}
          </Section>
          <Section title="Outputs">
            {outputs.length > 0 ? (
              <FileTable
                org={org}
                files={outputs}
                listHref={paths.runJson(org, run.project, run.run)}
                caption="Outputs"
              />
            ) : (
              <p className="text-ink-2">{none(run, 'left no files')}</p>
            )}
          </Section>
          {tracking && <Candidates org={org} tracking={tracking} />}
          {tracking && <NestedRuns org={org} project={run.project} tracking={tracking} />}
          {state !== 'error' && printed}
          <ReproductionSection org={org} record={record} title="Run it again" />
        </>
      }
      aside={
        <>
          <StopSection org={org} run={run} stop={stop} />
          <Made org={org} run={run} />
          <RunTags org={org} run={run} tag={tag} editing={editing} />
          {tracking && tracking.tags.length > 0 && (
            <Section title="Tags from MLflow">
              <TagValues tags={tracking.tags} />
            </Section>
          )}
          <Section title="Latest values">
            {Object.keys(summary).length > 0 ? (
              <LatestValues summary={summary} />
            ) : (
              <p className="text-ink-2">{none(run, 'reported no metrics')}</p>
            )}
          </Section>
          <Section title="Parameters">
            {Object.keys(params).length > 0 ? (
              <ParamsTable params={params} />
            ) : (
              <p className="text-ink-2">The run was given no parameters.</p>
            )}
          </Section>
        </>
      }
    />
  )
}

function Made({ org, run }: Pick<RunMatterProps, 'org' | 'run'>) {
  const made = [...run.versions, ...run.datasets]
  return (
    <Section title="Made">
      {made.length > 0 ? (
        <ul className="flex flex-col border-t border-line">
          {made.map((uri) => (
            <li key={uri} className="border-b border-line py-2">
              <Uri uri={uri} org={org} />
            </li>
          ))}
        </ul>
      ) : (
        <p className="text-ink-2">{none(run, 'made no version and no dataset')}</p>
      )}
    </Section>
  )
}

function Log({ org, run, log }: Pick<RunMatterProps, 'org' | 'run' | 'log'>) {
  return (
    <Section title="Log">
      {log.totalBytes > 0 ? (
        <LogView {...log} downloadHref={paths.runLog(org, run.project, run.run)} />
      ) : (
        <p className="text-ink-2">{none(run, 'printed nothing')}</p>
      )}
    </Section>
  )
}

/** "It made nothing" is only true of what has ended. */
function none({ state }: Run, what: string): string {
  return state === 'running' || state === 'queued' ? `So far the run ${what}.` : `The run ${what}.`
}
