#include "gateway/standing/end_sessions.h"

namespace sallyport::gateway {

Result<std::vector<session::SessionDigest>> end_sessions(session::SessionStore& sessions, Revocations& revocations,
                                                         const session::EndOf& which, UnixTime now) try {
  auto ended = sessions.end(which, now);
  if (!ended) return ended;
  if (which.digest)
    revocations.publish(*which.digest);
  else
    revocations.publish(*ended);
  return ended;
} catch (...) {
  revocations.forget_all();
  throw;
}

}  // namespace sallyport::gateway
