import { type PlotSearch, paths } from '@/lib/paths'
import { Button } from './ui/button'
import { RemovableChip } from './ui/chip'
import { GetForm } from './ui/get-form'

interface PlotControlsProps {
  org: string
  project: string
  run: number
  /** What the address says now. */
  values: PlotSearch
  /** Numbers of the runs that are laid over it. */
  others: readonly number[]
}

/** How the curves are drawn, as a GET form: shared by address, working without script. */
export function PlotControls({ org, project, run, values, others }: PlotControlsProps) {
  const select = (
    name: 'x' | 'smooth' | 'y',
    label: string,
    options: readonly [string, string][],
  ) => (
    <label className="min-w-0">
      <span className="sr-only">{label}</span>
      <select
        name={name}
        defaultValue={String(values[name] ?? '')}
        className={`${control} pr-7 pl-2.5`}
      >
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
  return (
    <div className="flex flex-col gap-2" data-screen-only="">
      <GetForm
        key={JSON.stringify(values)}
        action={paths.run(org, project, run)}
        label="Draw the curves"
        className="flex flex-wrap items-end gap-2"
      >
        {select('x', 'Horizontal axis', axes)}
        {select('smooth', 'Smoothing', smoothing)}
        {select('y', 'Vertical axis', scales)}
        <label className="flex min-w-0 items-center gap-1.5 text-ink-2">
          Beside runs
          <input
            name="with"
            defaultValue={values.with}
            placeholder="12, 15"
            inputMode="numeric"
            maxLength={60}
            className={`${control} w-28 px-2 text-ink`}
          />
        </label>
        <Button>Draw</Button>
      </GetForm>
      {others.length > 0 && (
        <ul aria-label="Runs laid over it" className="flex flex-wrap gap-2">
          {others.map((other) => (
            <li key={other}>
              <RemovableChip
                href={paths.run(org, project, run, {
                  ...values,
                  with: others.filter((one) => one !== other).join(','),
                })}
                label={`#${other}`}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

const control = 'h-8 rounded-md border border-line-strong bg-paper pointer-coarse:h-11'

const axes = [
  ['', 'Over steps'],
  ['time', 'Over time'],
] as const satisfies readonly [string, string][]

const smoothing = [
  ['', 'Not smoothed'],
  ['0.5', 'Smoothed a little'],
  ['0.8', 'Smoothed'],
  ['0.95', 'Smoothed much'],
] as const satisfies readonly [string, string][]

const scales = [
  ['', 'Linear scale'],
  ['log', 'Logarithmic scale'],
] as const satisfies readonly [string, string][]
