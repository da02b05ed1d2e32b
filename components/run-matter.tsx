import { paths } from '@/lib/paths'
import type { LogTail } from '@/lib/runs/tail'
import type { MetricSeries, Run } from '@/lib/runs/view'
import { FileTable } from './file-table'
import { InputList } from './input-list'
import { LatestValues } from './latest-values'
import { LogView } from './log-view'
import { MetricPlots } from './metric-plots'
import { ParamsTable } from './params-table'
import { Columns } from './ui/columns'
import { Section } from './ui/section'
import { Uri } from './uri'

interface RunMatterProps {
  org: string
  run: Run
  curves: readonly MetricSeries[]
  log: LogTail
}

/** What a run was given, what it reported, printed and made. Of one that failed the log comes first. */
export function RunMatter({ org, run, curves, log }: RunMatterProps) {
  const { inputs, outputs, params, summary, state } = run
  const printed = <Log key="log" org={org} run={run} log={log} />
  return (
    <Columns
      main={
        <>
          {state === 'error' && printed}
          {curves.length > 0 && (
            <Section title="Curves">
              <MetricPlots series={curves} />
            </Section>
          )}
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
          {state !== 'error' && printed}
        </>
      }
      aside={
        <>
          <Made org={org} run={run} />
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
