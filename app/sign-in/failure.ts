const sentences: Record<string, string> = {
  CredentialsSignin: 'The e-mail address or the password is not right.',
  rate_limited: 'Too many attempts failed. Try again in a few minutes.',
  OAuthSignin: 'The sign-in provider does not answer. Try again, or tell whoever runs the hub.',
  OAuthCallback:
    'The sign-in provider’s answer was not what was asked for, or came too late. Try again.',
  email_unverified:
    'The sign-in provider has not verified your e-mail address, so it says nothing here. Verify it there, or ask its operator.',
  not_a_member: 'You are not a member of an organization here. Ask an admin to add or invite you.',
  oidc_issuer: 'The sign-in provider is not the one that this hub trusts.',
  oidc_claims: 'The sign-in provider did not say who you are. Ask its operator.',
  oidc_groups:
    'You are in more groups than the sign-in provider tells. Ask its operator to send only those of the hub.',
  address_taken:
    'The account of this e-mail address belongs to another account of the sign-in provider. If both are yours, sign in with your password and connect this one under Account; an admin makes a link for a password.',
  account_exists: 'There is an account with this e-mail address. Join with it, by its password.',
  password_known:
    'Your first password was made by an admin of another organization, who would come in with it. Change it under Account, and then open this link again.',
  forbidden: 'This invitation is for another e-mail address than that of your account.',
  invalid: 'This invitation is for another e-mail address.',
  conflict: 'Someone signed in as you at this moment. Try again.',
}

/** A sentence of ours for the codes that come by address; the address itself is never shown. */
export function failure(code: string | string[] | undefined): string | null {
  if (code === undefined) return null
  const known = typeof code === 'string' && Object.hasOwn(sentences, code)
  return (known && sentences[code]) || 'Signing in did not work. Try again.'
}
