import type { DeploymentResults } from '@/lib/deployments/results-view'
import { paths } from '@/lib/paths'
import { Button } from '../ui/button'
import { GetForm } from '../ui/get-form'

export interface ResultsSearch {
  metric?: string | undefined
  from?: string | undefined
  to?: string | undefined
}

interface ResultsChoiceProps {
  org: string
  results: DeploymentResults
  asked: ResultsSearch
}

const control =
  'h-8 min-w-0 max-w-full rounded-md border border-line-strong bg-paper px-2 pointer-coarse:h-11 pointer-coarse:text-base'

/** Which metric, and of which time, as a GET form: shared by address, working without script. */
export function ResultsChoice({ org, results, asked }: ResultsChoiceProps) {
  const { deployment, metric, metrics } = results
  const known = metric === null || metrics.includes(metric) ? metrics : [metric, ...metrics]
  return (
    <div data-screen-only="">
      <GetForm
        key={JSON.stringify(asked)}
        action={paths.deploymentResults(org, deployment)}
        label="Choose results"
        className="flex flex-wrap items-end gap-2"
      >
        <label className="flex min-w-0 flex-col gap-1 text-ink-2">
          Metric
          <select
            name="metric"
            defaultValue={metric ?? ''}
            className={`${control} w-48 pr-7 text-ink`}
          >
            {known.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
        {(['from', 'to'] as const).map((name) => (
          <label key={name} className="flex min-w-0 flex-col gap-1 text-ink-2">
            {name === 'from' ? 'From' : 'To'}
            <input
              type="date"
              name={name}
              defaultValue={asked[name]?.slice(0, 10)}
              className={`${control} text-ink`}
            />
          </label>
        ))}
        <Button>Show</Button>
      </GetForm>
    </div>
  )
}
