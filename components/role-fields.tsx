import type { Role } from '@/lib/actor'
import { besideRoles, ladderRoles } from './role-choices'
import { FieldError } from './ui/field'
import { Option } from './ui/option'

interface RoleFieldsProps {
  held: readonly Role[]
  error?: string | undefined
}

/** What a member may do: one step of the ladder, each with all before it, and two roles beside it. */
export function RoleFields({ held, error }: RoleFieldsProps) {
  const top = [...ladderRoles].reverse().find(({ role }) => held.includes(role))?.role ?? ''
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="mb-2 font-strong">Roles</legend>
      {ladderRoles.map(({ role, says }) => (
        <Option
          key={role}
          type="radio"
          name="step"
          value={role}
          label={role}
          says={says}
          defaultChecked={top === role}
        />
      ))}
      <Option
        type="radio"
        name="step"
        value=""
        label="none of these"
        says="only what is chosen below"
        defaultChecked={top === ''}
      />
      <div className="mt-1 flex flex-col gap-2 border-t border-line pt-3">
        {besideRoles.map(({ role, says }) => (
          <Option
            key={role}
            type="checkbox"
            name={role}
            value="yes"
            label={role}
            says={says}
            defaultChecked={held.includes(role)}
          />
        ))}
      </div>
      {error && (
        <div tabIndex={-1} data-failure="" className="outline-none">
          <FieldError id="roles-error">{error}</FieldError>
        </div>
      )}
    </fieldset>
  )
}
