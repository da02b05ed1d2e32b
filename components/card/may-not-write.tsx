import { paths } from '@/lib/paths'
import { NotAllowed } from '../ui/empty'

interface MayNotWriteProps {
  org: string
  model: string
  reason: string
}

/** Why somebody may not write a card, in place of the form. */
export function MayNotWrite({ org, model, reason }: MayNotWriteProps) {
  return (
    <NotAllowed
      title="You cannot write the card of this model"
      reason={reason}
      whoCan="An admin of the organization gives roles."
      why={paths.why(org, 'card.update', `model://${model}/`)}
    />
  )
}
