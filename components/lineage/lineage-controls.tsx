'use client'
import { useReactFlow } from 'reactflow'
import { FitIcon, MinusIcon, PlusIcon } from '../ui/icons'
import { controlsHeight } from './view'

/** Larger, smaller, all of it. Without motion. */
export function LineageControls() {
  const { zoomIn, zoomOut, fitView } = useReactFlow()
  const controls = [
    { label: 'Zoom in', Icon: PlusIcon, act: () => zoomIn() },
    { label: 'Zoom out', Icon: MinusIcon, act: () => zoomOut() },
    { label: 'Show all of it', Icon: FitIcon, act: () => fitView({ padding: 0.04, maxZoom: 1 }) },
  ]
  return (
    <div
      className="flex items-center justify-between border-t border-line bg-paper pl-3"
      style={{ height: controlsHeight }}
    >
      <span className="text-ink-3">
        Drag to move. Ctrl and the wheel, or two fingers, to enlarge.
      </span>
      <fieldset className="flex">
        <legend className="sr-only">Size of the drawing</legend>
        {controls.map(({ label, Icon, act }) => (
          <button
            key={label}
            type="button"
            onClick={act}
            aria-label={label}
            title={label}
            className="flex h-8 w-9 items-center justify-center border-l border-line -outline-offset-2 hover:bg-hover"
          >
            <Icon />
          </button>
        ))}
      </fieldset>
    </div>
  )
}
