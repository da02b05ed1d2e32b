import { aboutRoutes } from './about'
import { artifactRoutes } from './artifacts'
import { experimentRoutes } from './experiments'
import { modelVersionRoutes } from './model-versions'
import { notImplementedRoutes } from './not-implemented'
import { registeredModelRoutes } from './registered-models'
import type { MlflowRoute } from './router'

/** Every endpoint of the MLflow door; MLflow itself serves each `/api` also as `/ajax-api`. */
export const mlflowEndpoints: MlflowRoute[] = [
  ...aboutRoutes,
  ...artifactRoutes,
  ...experimentRoutes,
  ...registeredModelRoutes,
  ...modelVersionRoutes,
  ...notImplementedRoutes,
]
