import { Field } from './ui/field'
import { useOwnId } from './ui/own-id'

/** A member as a form offers one. */
export interface MemberOption {
  email: string
  name: string
}

interface MemberFieldProps {
  label: string
  name: string
  /** Offered while writing; any other member's address does as well. */
  members: readonly MemberOption[]
  hint?: string
  defaultValue?: string | undefined
  error?: string | undefined
}

/** The e-mail address of a member, with those of the organization on offer. Needs no script. */
export function MemberField({ members, ...field }: MemberFieldProps) {
  const id = useOwnId('members', field.name)
  return (
    <div>
      <Field
        {...field}
        type="email"
        list={id}
        required
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
      />
      <datalist id={id}>
        {members.map(({ email, name }) => (
          <option key={email} value={email}>
            {name}
          </option>
        ))}
      </datalist>
    </div>
  )
}
