// One attempt to sign in: what was sent, what was expected, where they differ, and how to fix it.
import { Copyable, Note } from '@sallyport/shared';
import { Link } from 'react-router';
import type { SignIn } from '../../graph/types.ts';
import { difference, type Piece } from '../../rules/difference.ts';
import { Outcome } from './sign_in_log.tsx';
import { succeeded } from './sign_ins.ts';

function Marked({ pieces, name }: { pieces: readonly Piece[]; name: string }) {
  return (
    <div className="compared">
      <h3>{name}</h3>
      <code>{pieces.map((piece, index) => (piece.differs ? <mark key={index}>{piece.text}</mark> : <span key={index}>{piece.text}</span>))}</code>
    </div>
  );
}

// The two texts one above the other. A screen reader hears the marked part as marked.
export function Compared({ sent, expected }: { sent: string; expected: string }) {
  const marked = difference(sent, expected);
  return (
    <div className="comparison">
      <Marked name="What was sent" pieces={marked.sent} />
      <Marked name="What was expected" pieces={marked.expected} />
    </div>
  );
}

// "failure: Second factor; reportOnlySuccess: No guests". Policies that did not concern the sign-in are left out.
function policiesOf(signIn: SignIn): string | undefined {
  const applied = (signIn.appliedConditionalAccessPolicies ?? []).filter((each) => !/notApplied|notEnabled/i.test(each.result));
  return applied.length === 0 ? undefined : applied.map((each) => `${each.result}: ${each.displayName}`).join('; ');
}

export function SignInDetails({ signIn }: { signIn: SignIn }) {
  const told = signIn.sallyport ?? {};
  const facts: readonly (readonly [string, string | null | undefined])[] = [
    ['Date', new Date(signIn.createdDateTime).toLocaleString()],
    ['User', signIn.userPrincipalName ?? signIn.userDisplayName],
    ['Application', signIn.appDisplayName],
    ['Application ID', signIn.appId],
    ['Resource', signIn.resourceDisplayName],
    ['IP address', signIn.ipAddress],
    ['Conditional Access', policiesOf(signIn)],
    ['Endpoint', told.endpoint],
    ['Correlation ID', signIn.correlationId],
    ['Request ID', signIn.id],
  ];
  return (
    <div className="details">
      <p>
        <Outcome signIn={signIn} />
      </p>
      {!succeeded(signIn) && (
        <>
          <h3>AADSTS{signIn.status.errorCode}</h3>
          <p>{signIn.status.failureReason}</p>
          {told.sent && told.expected ? (
            <Compared sent={told.sent} expected={told.expected} />
          ) : (
            <>
              {told.sent && <Marked name="What was sent" pieces={[{ text: told.sent, differs: false }]} />}
              {told.expected && <Marked name="What was expected" pieces={[{ text: told.expected, differs: false }]} />}
            </>
          )}
          {(told.fix ?? signIn.status.additionalDetails) && (
            <Note intent="success" title="How to fix it">
              {told.fix ?? signIn.status.additionalDetails}
            </Note>
          )}
          <p>
            <a href={`/error?code=${signIn.status.errorCode}`} target="_blank" rel="noreferrer">
              What AADSTS{signIn.status.errorCode} means
            </a>
            {signIn.appId && (
              <>
                {' '}
                · <Link to={`/connect?client=${signIn.appId}`}>Check the application&apos;s settings</Link>
              </>
            )}
          </p>
        </>
      )}
      <h3>Basic info</h3>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value ? <Copyable text={value} name={name} /> : '-'}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
