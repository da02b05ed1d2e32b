import { ensureBuild } from '../../scripts/ensure-build.mjs'

/** Builds what the tests start, unless that is there. */
export default ensureBuild
