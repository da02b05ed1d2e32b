import { Icon, type IconProps } from './icon'

export const ErrorIcon = (props: IconProps) => (
  <Icon
    {...props}
    d="M5.4 1.75h5.2l3.65 3.65v5.2l-3.65 3.65H5.4L1.75 10.6V5.4ZM8 4.75v3.75M8 11v.1"
  />
)
