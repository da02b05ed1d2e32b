import type { Subject } from '../access'
import type { Ctx, Membership } from '../actor'
import type { ReadDb } from '../door'
import { isAppError } from '../errors'
import { isUnwritten } from '../experiments/project'
import { findOrganization } from '../organizations/find'
import { findProject, type ProjectRef } from '../projects/find'

/** Where a search of a project looks. */
export interface Place {
  access: Subject
  organization: Membership
  /** Null where nothing was ever written to the project `default`: it is as if it were there. */
  projectId: string | null
}

export async function findPlace(db: ReadDb, ctx: Ctx, ref: ProjectRef): Promise<Place> {
  try {
    const { access, organization, project } = await findProject(db, ctx, ref)
    return { access, organization, projectId: project.id }
  } catch (error) {
    if (!isAppError(error) || !(await isUnwritten(db, ctx, ref))) throw error
    return { ...findOrganization(ctx, ref.org), projectId: null }
  }
}
