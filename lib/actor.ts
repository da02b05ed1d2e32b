import type { roles, scopes, vias } from '@/db/schema/tables'
import type { Once } from './idempotency'

export type Role = (typeof roles)[number]
export type Scope = (typeof scopes)[number]
export type Via = (typeof vias)[number]

/** Who acts. A token acts for its owner; `system` is the hub itself. */
export type Actor =
  | {
      kind: 'person'
      id: string
      name: string
      email: string
      sessionId: string | null
      /** When they last proved who they are; null where there is no session. */
      authenticatedAt?: Date | null
    }
  | {
      kind: 'token'
      id: string
      name: string
      ownerId: string
      ownerName: string
      scopes: Scope[]
      /** Null means every model the owner may see. */
      modelIds: string[] | null
      expiresAt: Date
      /** Whose roles it acts by, where those are not its owner's. */
      serviceAccount?: { id: string; name: string } | null
    }
  | { kind: 'system'; id: null; name: string }

/** A role that a principal holds on an organization, a project or a model. */
export interface Grant {
  scope: 'organization' | 'project' | 'model'
  scopeId: string
  role: Role
  /** The team that has the role; null where the caller has it themselves. */
  team?: string | null
}

/** One organization as its member sees it. */
export interface Membership {
  organizationId: string
  slug: string
  name: string
  fourEyes: boolean
  grants: Grant[]
  /** The ids of the teams that the caller is in. */
  teams?: string[]
}

/** Everything a command or query knows of its caller; each door builds one. */
export interface Ctx {
  actor: Actor
  memberships: Membership[]
  via: Via
  requestId: string
  origin: { ip: string | null; userAgent: string | null; client: string | null }
  now(): Date
  newId(): string
  /** Set where the one write that follows must not happen twice. */
  once?: Once
}

/** The person behind an actor: tokens count as their owner. Null for the hub itself. */
export function personBehind(actor: Actor): string | null {
  if (actor.kind === 'system') return null
  return actor.kind === 'token' ? actor.ownerId : actor.id
}
