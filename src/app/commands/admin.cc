#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <functional>
#include <memory>

#include "app/commands.h"
#include "app/config/load.h"
#include "app/json_log.h"
#include "app/secret_file.h"
#include "base/json.h"
#include "crypto/system_random.h"
#include "gateway/administration.h"
#include "gateway/gateway.h"
#include "stores/sqlite/gateway_schema.h"
#include "stores/sqlite/identity_store.h"
#include "stores/sqlite/local_admin_store.h"
#include "stores/sqlite/session_store.h"

namespace sallyport::app {
namespace {

constexpr int kDone = 0;
constexpr int kRefused = 1;
constexpr int kUsage = 2;
constexpr int kFailed = 3;
constexpr std::size_t kPage = 500;

// The gateway's store, which may be open in a running gateway: that one looks at it anew.
struct Opened {
  Opened(const gateway::Settings& given, stores::Database& opened)
      : settings(given),
        database(opened),
        sessions(opened, given.sessions.limits, random, log),
        people(opened, random, log) {}

  const gateway::Settings& settings;
  stores::Database& database;
  const SystemClock clock;
  crypto::SystemRandom random;
  JsonLog log;
  stores::SqliteSessionStore sessions;
  stores::SqliteIdentityStore people;

  gateway::Administration administration() { return {people, sessions, clock, log}; }
};

void say(const json::Object& line) {
  fmt::print("{}\n", json::print(line));
}

Result<void> recover(Opened& opened) {
  stores::SqliteLocalAdminStore store(opened.database, opened.log);
  SALLYPORT_TRY(const auto link, gateway::recover_local_admin(store, opened.random, opened.clock, opened.log,
                                                              opened.settings.server.public_url));
  fmt::print("Set the local administrator's password here, once, within the hour: {}\n", link);
  return {};
}

Result<void> list_people(Opened& opened) {
  for (PersonId after;;) {
    SALLYPORT_TRY(const auto page, opened.people.list(after, kPage));
    if (page.empty()) return {};
    for (const identity::Person& person : page)
      say({{"id", person.id.value},
           {"user", person.labels.username},
           {"email", person.labels.email},
           {"name", person.labels.display_name},
           {"subject", person.key.subject.value},
           {"tenant", person.key.tenant.value},
           {"admin", person.admin},
           {"disabled", person.disabled},
           {"lastSignIn", print_rfc3339(person.last_sign_in)}});
    after = page.back().id;
  }
}

Result<void> disable_person(Opened& opened, const std::string& name) {
  SALLYPORT_TRY(const auto person, gateway::choose_person(opened.people, name));
  SALLYPORT_TRY(const auto ended, opened.administration().disable(person));
  fmt::print("Disabled {} ({}); sessions ended: {}. Nobody is told at the provider.\n", name, person.id.value, ended);
  return {};
}

Result<void> enable_person(Opened& opened, const std::string& name) {
  SALLYPORT_TRY(const auto person, gateway::choose_person(opened.people, name));
  SALLYPORT_CHECK(opened.administration().enable(person));
  fmt::print("Enabled {} ({}).\n", name, person.id.value);
  return {};
}

Result<void> list_sessions(Opened& opened, const std::string& user) {
  std::optional<identity::Person> only;
  if (!user.empty()) {
    SALLYPORT_TRY(only, gateway::choose_person(opened.people, user));
  }
  for (session::SessionDigest after;;) {
    SALLYPORT_TRY(const auto page, opened.sessions.list(after, kPage, opened.clock.now()));
    if (page.empty()) return {};
    for (const session::Session& session : page) {
      if (only && session.person != only->id) continue;
      say({{"session", gateway::handle_of(session)},
           {"person", session.person.value},
           {"user", session.username},
           {"created", print_rfc3339(session.created)},
           {"lastSeen", print_rfc3339(session.last_seen)},
           {"expires", print_rfc3339(session.expires)}});
    }
    after = page.back().digest;
  }
}

struct EndOptions {
  std::string handle;
  std::string user;
  bool all = false;
};

Result<void> end_sessions(Opened& opened, const EndOptions& which) {
  if (!which.handle.empty()) return opened.administration().end_session(which.handle);
  Result<std::size_t> ended = 0;
  if (which.all) {
    ended = opened.administration().end_all_sessions();
  } else {
    SALLYPORT_TRY(const auto person, gateway::choose_person(opened.people, which.user));
    ended = opened.administration().end_sessions_of(person);
  }
  if (!ended) return Failure(ended.error());
  fmt::print("Sessions ended: {}\n", *ended);
  return {};
}

Result<void> open_and(const gateway::Settings& settings, const std::function<Result<void>(Opened&)>& work) {
  SALLYPORT_CHECK(ensure_data_dir(settings.server.data_dir));
  SALLYPORT_TRY(const auto database, stores::Database::open({.path = settings.store_path}, stores::gateway_schema()));
  Opened opened(settings, *database);
  return work(opened);
}

int with_store(const std::string& path, std::string_view command, const std::function<Result<void>(Opened&)>& work) {
  const config::LoadedConfig config = config::load_config(path, config::process_surroundings());
  if (!config.settings) {
    for (const config::Finding& finding : config.findings) fmt::print(stderr, "{}\n", config::print_text(finding));
    fmt::print(stderr, "The configuration is refused; nothing was changed.\n");
    return kRefused;
  }
  const auto done = open_and(*config.settings, work);
  if (done) return kDone;
  fmt::print(stderr, "sallyport admin {}: {}{}{}\n", command, done.error().reason,
             done.error().detail.empty() ? "" : ": ", done.error().detail);
  return done.error().kind == Kind::rejected ? kRefused : kFailed;
}

// One sub-command with the configuration that all of them need.
CLI::App* add(CLI::App& group, const std::string& name, const std::string& meaning,
              const std::shared_ptr<std::string>& path) {
  CLI::App* const command = group.add_subcommand(name, meaning);
  command->add_option("--config", *path, "The configuration of the gateway, which may be running")
      ->required()
      ->type_name("FILE");
  return command;
}

CLI::App* add_group(CLI::App& admin, const std::string& name, const std::string& meaning) {
  CLI::App* const group = admin.add_subcommand(name, meaning);
  group->require_subcommand(1);
  return group;
}

void add_user_commands(CLI::App& admin, const std::shared_ptr<std::string>& path, int& exit_code) {
  CLI::App* const user = add_group(admin, "user", "People who were let in: list, disable, enable.");
  const auto who = std::make_shared<std::string>();
  add(*user, "list", "A JSON object a line for each person.", path)->callback([path, &exit_code] {
    exit_code = with_store(*path, "user list", list_people);
  });
  CLI::App* const disable =
      add(*user, "disable", "Ends their sessions and refuses their sign-ins and tokens, within seconds.", path);
  disable->add_option("who", *who, "Id, oid:OBJECT-ID, e-mail address or user name")->required();
  disable->callback([path, who, &exit_code] {
    exit_code = with_store(*path, "user disable", [&](Opened& opened) { return disable_person(opened, *who); });
  });
  CLI::App* const enable = add(*user, "enable", "Lets somebody in again.", path);
  enable->add_option("who", *who, "Id, oid:OBJECT-ID, e-mail address or user name")->required();
  enable->callback([path, who, &exit_code] {
    exit_code = with_store(*path, "user enable", [&](Opened& opened) { return enable_person(opened, *who); });
  });
}

void add_session_commands(CLI::App& admin, const std::shared_ptr<std::string>& path, int& exit_code) {
  CLI::App* const session = add_group(admin, "session", "Who is signed in: list, end.");
  const auto which = std::make_shared<EndOptions>();
  CLI::App* const list = add(*session, "list", "A JSON object a line for each session.", path);
  list->add_option("--user", which->user, "Only this person's");
  list->callback([path, which, &exit_code] {
    exit_code = with_store(*path, "session list", [&](Opened& opened) { return list_sessions(opened, which->user); });
  });
  CLI::App* const end = add(*session, "end", "Ends one, all of a person, or all; within seconds.", path);
  end->add_option("session", which->handle, "The handle that `session list` shows");
  end->add_option("--user", which->user, "All of this person's");
  end->add_flag("--all", which->all, "All there are");
  end->callback([path, which, &exit_code] {
    if (int{!which->handle.empty()} + int{!which->user.empty()} + int{which->all} != 1) {
      fmt::print(stderr, "sallyport admin session end: name one session, --user or --all\n");
      exit_code = kUsage;
      return;
    }
    exit_code = with_store(*path, "session end", [&](Opened& opened) { return end_sessions(opened, *which); });
  });
}

}  // namespace

void add_admin_command(CLI::App& app, int& exit_code) {
  CLI::App* const command = app.add_subcommand("admin", "The local administrator, people and sessions.");
  command->require_subcommand(1);
  const auto path = std::make_shared<std::string>();
  add(*command, "recover", "Break glass: brings the local administrator back and prints a one-time link.", path)
      ->callback([path, &exit_code] { exit_code = with_store(*path, "recover", recover); });
  add_user_commands(*command, path, exit_code);
  add_session_commands(*command, path, exit_code);
}

}  // namespace sallyport::app
