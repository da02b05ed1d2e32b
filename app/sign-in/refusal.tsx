import { Notice } from '@/components/ui/notice'

/** Why the whole form was refused; takes the focus when no field is to blame. */
export function Refusal({ message }: { message: string | null }) {
  if (message === null) return null
  return (
    <div tabIndex={-1} data-refusal className="outline-none">
      <Notice kind="error">{message}</Notice>
    </div>
  )
}
