'use client'
import { useReactFlow } from 'reactflow'
import { FitIcon, MinusIcon, PlusIcon } from '../ui/icons'

/** Larger, smaller, all of it. Without motion. */
export function LineageControls() {
  const { zoomIn, zoomOut, fitView } = useReactFlow()
  const controls = [
    { label: 'Zoom in', Icon: PlusIcon, act: () => zoomIn() },
    { label: 'Zoom out', Icon: MinusIcon, act: () => zoomOut() },
    { label: 'Show all of it', Icon: FitIcon, act: () => fitView({ padding: 0.04, maxZoom: 1 }) },
  ]
  return (
    <fieldset className="absolute right-2 bottom-2 z-10 flex overflow-hidden rounded-md border border-line-strong bg-paper">
      <legend className="sr-only">Zoom</legend>
      {controls.map(({ label, Icon, act }) => (
        <button
          key={label}
          type="button"
          onClick={act}
          aria-label={label}
          title={label}
          className="flex size-8 items-center justify-center -outline-offset-2 hover:bg-hover not-first-of-type:border-l not-first-of-type:border-line pointer-coarse:size-11"
        >
          <Icon />
        </button>
      ))}
    </fieldset>
  )
}
