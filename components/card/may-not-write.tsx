import { NotAllowed } from '../ui/empty'

/** Why somebody may not write a card, in place of the form. */
export function MayNotWrite({ reason }: { reason: string }) {
  return (
    <NotAllowed
      title="You cannot write the card of this model"
      reason={reason}
      whoCan="An admin of the organization gives roles."
    />
  )
}
