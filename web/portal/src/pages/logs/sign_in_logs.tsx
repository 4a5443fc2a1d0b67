// Sign-in logs of the tenant; ?app=… shows those of one application.
import { Blade, Note } from '@sallyport/shared';
import { Link, useSearchParams } from 'react-router';
import { SignInLog } from './sign_in_log.tsx';

export function SignInLogs() {
  const [query] = useSearchParams();
  const appId = query.get('app');
  return (
    <Blade title="Sign-in logs" subtitle="Every attempt as it happens, with what Entra ID does not tell: what was sent, what was expected, and the fix.">
      {appId && (
        <Note>
          Only sign-ins of the application {appId} are shown. <Link to="/logs">Show all</Link>
        </Note>
      )}
      <SignInLog about={appId ? { appId } : {}} />
    </Blade>
  );
}
