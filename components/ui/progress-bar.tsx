/** How far something is, from 0 to 1. */
export function ProgressBar({ share, label }: { share: number; label: string }) {
  return <progress aria-label={label} max={1} value={share} className="block h-1 w-full" />
}
