import type { CompareSearch } from '@/lib/paths'
import { Button } from '../ui/button'
import { GetForm } from '../ui/get-form'
import type { CompareAddress } from './address'
import type { Axis } from './axis'
import { KeptFields } from './kept-fields'

interface ScatterControlsProps {
  axes: readonly Axis[]
  chosen: { x: Axis; y: Axis }
  log: readonly ('x' | 'y')[]
  color: 'state' | 'tag'
  address: CompareAddress
  search: CompareSearch
}

/** What is drawn over what, and how: part of the address, working without script. */
export function ScatterControls(props: ScatterControlsProps) {
  const { axes, chosen, log, color, address, search } = props
  return (
    <GetForm
      // A fresh form after each change of address, so that its fields show what the address says.
      key={JSON.stringify([chosen.x.name, chosen.y.name, log, color, search])}
      action={address.action}
      label="Draw the versions"
      className="flex flex-wrap items-end gap-x-4 gap-y-2"
      stays
    >
      <KeptFields search={search} address={address} without={['x', 'y', 'log', 'color']} />
      <AxisChoice name="y" label="Upwards" chosen={chosen.y} axes={axes} log={log.includes('y')} />
      <AxisChoice
        name="x"
        label="To the right"
        chosen={chosen.x}
        axes={axes}
        log={log.includes('x')}
      />
      <label className="flex items-center gap-1.5 text-ink-2">
        Marks
        <select name="color" defaultValue={color === 'tag' ? 'tag' : ''} className={control}>
          <option value="">by state</option>
          <option value="tag">by tag</option>
        </select>
      </label>
      <span data-unscripted="">
        <Button>Draw</Button>
      </span>
    </GetForm>
  )
}

const control =
  'h-8 max-w-48 min-w-0 rounded-md border border-line-strong bg-paper pr-7 pl-2.5 text-ink pointer-coarse:h-11'

interface AxisChoiceProps {
  name: 'x' | 'y'
  label: string
  chosen: Axis
  axes: readonly Axis[]
  log: boolean
}

function AxisChoice({ name, label, chosen, axes, log }: AxisChoiceProps) {
  const groups = [
    { title: 'Metrics', of: axes.filter((axis) => axis.name.startsWith('metric.')) },
    { title: 'Parameters', of: axes.filter((axis) => axis.name.startsWith('param.')) },
  ].filter(({ of }) => of.length > 0)
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
      <label className="flex min-w-0 items-center gap-1.5 text-ink-2">
        {label}
        <select name={name} defaultValue={chosen.name} className={control}>
          {groups.map(({ title, of }) => (
            <optgroup key={title} label={title}>
              {of.map((axis) => (
                <option key={axis.name} value={axis.name}>
                  {axis.label}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </label>
      {!chosen.words && (
        <label className="flex items-center gap-1.5 text-ink-2 pointer-coarse:min-h-11">
          <input
            type="checkbox"
            name="log"
            aria-label={`Logarithmic scale ${label.toLowerCase()}`}
            value={name}
            defaultChecked={log}
            data-submits=""
            className="size-4 accent-(--ink)"
          />
          Log
        </label>
      )}
    </span>
  )
}
