import { aboutRoutes } from './about'
import { artifactFileRoutes } from './artifact-files'
import { artifactRoutes } from './artifacts'
import { experimentRoutes } from './experiments'
import { multipartRoutes } from './multipart'
import { notImplementedRoutes } from './not-implemented'
import type { MlflowRoute } from './router'

/** Every endpoint of the MLflow door; MLflow itself serves each `/api` also as `/ajax-api`. */
export const mlflowEndpoints: MlflowRoute[] = [
  ...aboutRoutes,
  ...artifactRoutes,
  ...artifactFileRoutes,
  ...experimentRoutes,
  ...multipartRoutes,
  ...notImplementedRoutes,
]
