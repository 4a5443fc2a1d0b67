#include "gateway/parts.h"

namespace sallyport::gateway {
namespace {

StandingParts standing_parts(const Essentials& essentials, const Ports& ports, SharedState& shared) {
  return {{essentials, ports.http, shared.graph},
          ports.provider,
          ports.sessions,
          ports.people,
          ports.tokens,
          ports.sealer,
          shared.revocations,
          shared.renewals,
          shared.seen};
}

}  // namespace

Parts::Parts(const Essentials& essentials, const Ports& ports, SharedState& shared)
    : access_(ports.access, shared.policies, shared.revocations),
      callers{standing_parts(essentials, ports, shared),
              ports.own_keys,
              shared.touched,
              shared.used_tokens,
              ports.people_by_hand,
              ports.team_members,
              shared.policies},
      sign_in{standing_parts(essentials, ports, shared), ports.sign_ins},
      local_accounts{essentials,     ports.local_admin, ports.sessions,        ports.sealer, shared.revocations,
                     ports.sign_ins, shared.strangers,  shared.known_browsers, shared.seen,  ports.accounts},
      accounts{standing_parts(essentials, ports, shared),
               ports.accounts,
               ports.people_by_hand,
               ports.sign_ins,
               shared.strangers,
               shared.known_browsers,
               ports.mail},
      own_tokens{essentials, ports.own_keys},
      api{essentials,
          ports.own_keys,
          ports.people,
          access_,
          ports.entity_versions,
          ports.team_members,
          ports.audit,
          shared.policies,
          ports.people_by_hand,
          ports.bots,
          ports.sessions,
          ports.tokens,
          shared.revocations,
          callers,
          accounts,
          ports.provisioned_users,
          ports.provisioned_groups,
          ports.local_admin},
      operation{essentials,          ports.provider,
                ports.sessions,      ports.sign_ins,
                ports.tokens,        shared.revocations,
                shared.graph,        shared.touched,
                shared.used_tokens,  shared.clock_watch,
                shared.store_watch,  shared.stopping,
                shared.keys_changed, shared.configuration_news,
                shared.policies,     ports.access},
      rate_limits(shared.rate_limits) {}

}  // namespace sallyport::gateway
