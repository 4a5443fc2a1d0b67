// For tests only: a gateway with fakes of everything around it, and a browser with a cookie jar.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "crypto/aead.h"
#include "gateway/gateway.h"
#include "gateway/provider_fixture.h"
#include "gateway/stores_fixture.h"
#include "http/cookie.h"
#include "http/form.h"
#include "http/handler.h"
#include "stores/memory/account_store.h"
#include "stores/memory/audit_store.h"
#include "stores/memory/bot_store.h"
#include "stores/memory/identity_store.h"
#include "stores/memory/local_admin_store.h"
#include "stores/memory/people_store.h"
#include "stores/memory/provisioned_store.h"
#include "stores/memory/team_member_store.h"
#include "stores/memory/token_store.h"

namespace sallyport::gateway::testing {

inline constexpr std::string_view kOrigin = "https://app.example";

// No two calls return the same value.
class CountingRandom final : public Random {
 public:
  std::string bytes(std::size_t count) override;

 private:
  std::atomic<std::uint64_t> calls_ = 0;
};

class RecordingLog final : public Log {
 public:
  struct Entry {
    Level level;
    std::string event;
    std::vector<LogField> fields;
  };
  void write(Level level, std::string_view event, std::vector<LogField> fields) override {
    entries.push_back({level, std::string(event), std::move(fields)});
  }
  bool has(std::string_view event) const;
  bool mentions(std::string_view text) const;  // whether the value of some field contains it

  std::vector<Entry> entries;
};

class KeptSpans final : public SpanSink {
 public:
  void take(Span span) override {
    const std::lock_guard lock(mutex_);
    taken.push_back(std::move(span));
  }
  std::vector<Span> taken;

 private:
  std::mutex mutex_;
};

// Mail that is sent when the test says so.
class WaitingWork final : public MailQueue {
 public:
  bool add(MailWork work) override {
    if (full) return false;
    works.push_back(std::move(work));
    return true;
  }

  // Does what waits, and returns the mails. Notes the reasons of work that failed.
  std::vector<Mail> send() {
    std::vector<Mail> mails;
    for (const MailWork& work : std::exchange(works, {})) {
      auto mail = work();
      if (!mail) failed.emplace_back(mail.error().reason);
      if (mail && *mail) mails.push_back(**std::move(mail));
    }
    return mails;
  }

  std::vector<MailWork> works;
  std::vector<std::string> failed;
  bool full = false;
};

struct Reply {
  int status = 0;
  std::vector<http::Header> headers;  // including the prepared ones
  std::string body;
  std::optional<http::Forward> forward;

  std::string header(std::string_view name) const;  // "" if absent
  std::vector<std::string> all(std::string_view name) const;
  std::size_t count(std::string_view name) const { return all(name).size(); }
};

using Headers = std::vector<std::pair<std::string, std::string>>;

// One gateway under test with its fakes. `edit` changes the default settings before the gateway is made.
class World {
 public:
  explicit World(std::function<void(Settings&)> edit = [](Settings&) {});
  ~World();

  // Sends one request without the jar's cookies and runs it to the end: the handler gets the body if it asks for it,
  // and deferred work runs on this thread. `on` is the handler to call; null: the world's own.
  Reply send(std::string_view method, std::string_view target, Headers headers = {}, std::string body = {},
             http::Handler* on = nullptr);

  // Send a request as the browser does: with the cookies of the jar, which then takes those of the reply. Without
  // headers, get() asks for a page.
  Reply get(std::string_view target, Headers headers = {});
  Reply post(std::string_view target, const http::Form& form, Headers headers = {});

  // start() begins a sign-in and returns the state that goes to the provider. back() comes back from the provider with
  // a good code. sign_in() does both.
  std::string start(std::string_view return_to = "/");
  Reply back(const std::string& state, std::string_view code = "code-1");
  Reply sign_in(std::string_view return_to = "/");

  std::string session_cookie() const;  // "" if there is none
  std::size_t people() const;
  Settings& settings() { return *settings_; }

  std::map<std::string, std::string> jar;
  int deferred = 0;  // how many requests a worker answered, instead of the loop
  FixedClock clock{{1'790'000'000}};
  CountingRandom random;
  RecordingLog log;
  KeptSpans spans;
  FakeProvider provider{clock};
  http::Peer peer{"203.0.113.9", false, true};

 private:
  std::shared_ptr<Settings> settings_;
  std::filesystem::path folder_;

 public:
  std::unique_ptr<SessionStoreWithSwitch> sessions;
  std::unique_ptr<stores::MemoryIdentityStore> identities;
  stores::MemoryLocalAdminStore local_admin;
  AccessStoreWithSwitch access;
  std::unique_ptr<stores::MemoryTeamMemberStore> team_members;
  std::unique_ptr<stores::MemoryPeopleStore> people_by_hand;
  std::unique_ptr<AccountStoreWithSwitch> accounts;
  std::unique_ptr<stores::MemoryBotStore> bots;
  std::unique_ptr<stores::MemoryProvisionedUserStore> provisioned_users;
  std::unique_ptr<stores::MemoryProvisionedGroupStore> provisioned_groups;
  stores::MemoryAuditStore audit;
  WaitingWork mail;
  stores::MemoryTokenStore tokens;
  SignInLedgerWithSwitch sign_ins;
  std::unique_ptr<oidc::rp::Provider> rp;
  std::unique_ptr<session::Sealer> sealer;
  std::optional<OwnKeys> own_keys;
  Metrics metrics;
  std::unique_ptr<Prepared> prepared;
  std::unique_ptr<SharedState> shared;
  PartsPtr parts;
  std::unique_ptr<PartsInForce> in_force;
  std::unique_ptr<http::Handler> handler;
};

// Puts another configuration into force: the world's first settings, changed by `edit`, over the same ports. If
// `provider` is null, the current provider stays.
void reload(World& world, const std::function<void(Settings&)>& edit, oidc::rp::Provider* provider = nullptr);

// Does once what the timers of a running gateway do.
void maintain(const OperationParts& parts);

// The value of a query parameter of a URL, decoded.
std::string query_value(std::string_view url, std::string_view name);

}  // namespace sallyport::gateway::testing
