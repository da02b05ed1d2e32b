import { Option } from '../ui/option'

/** A box `follows`. */
export function FollowsOption({ checked }: { checked: boolean }) {
  return (
    <Option
      type="checkbox"
      name="follows"
      value="yes"
      label="Follow what it was asked for"
      says="when model://…/latest or an alias that a variant was asked for moves, the hub makes a new revision by itself and records it."
      defaultChecked={checked}
    />
  )
}
