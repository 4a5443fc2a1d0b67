#include <fmt/format.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "app/commands/commands.h"
#include "app/config/build/load.h"
#include "app/config/build/store_place.h"
#include "app/os/console.h"
#include "app/os/json_log.h"
#include "app/run/audit_trail.h"
#include "app/run/store_options.h"
#include "base/json.h"
#include "crypto/system_random.h"
#include "gateway/operation/administration.h"
#include "gateway/sign_in/local_admin_link.h"
#include "gateway/standing/administrators.h"
#include "gateway/standing/invited_account.h"
#include "stores/open_gateway.h"

namespace sallyport::app {
namespace {

constexpr std::size_t kPage = 500;
constexpr const char* kSessionMeaning = "Who is signed in: list, end.";

// The gateway's stores. A running gateway may have them open too, and notices the changes.
struct Opened {
  explicit Opened(config::StorePlace found) : place(std::move(found)) {}

  Result<void> open() {
    stores::GatewayStoreOptions options = store_options(place.store, stores::WhenMissing::refuse);
    options.path = std::filesystem::absolute(options.path).lexically_normal().string();
    SALLYPORT_TRY(stores, stores::open_gateway_stores(options, random, clock, log));
    sessions = stores->sessions(place.limits);
    trail.emplace(audit_node(place.data_dir, MissingNode::leave, random, log), operator_of_this_process(),
                  stores->audit(), clock, log);
    return {};
  }

  const config::StorePlace place;
  const SystemClock clock;
  crypto::SystemRandom random;
  JsonLog log;
  std::unique_ptr<stores::GatewayStores> stores;
  std::unique_ptr<session::SessionStore> sessions;
  std::optional<AuditTrail> trail;

  identity::IdentityStore& people() { return stores->people(); }
  gateway::Administration administration() { return {people(), *sessions, clock, trail->log()}; }
};

void print_row(const json::Object& line) {
  say(json::print(line) + "\n");
}

Result<void> recover(Opened& opened) {
  if (opened.place.public_url.empty())
    return failure(Kind::rejected, "public_url_missing", {}, "write server.publicUrl");
  SALLYPORT_TRY(const auto link, gateway::recover_local_admin({opened.stores->local_admin(), opened.stores->accounts(),
                                                               opened.random, opened.clock, opened.trail->log()},
                                                              opened.place.public_url));
  say(fmt::format("Set the local administrator's password here, once, within the hour: {}\n", link));
  return {};
}

json::Object line_of(const identity::PersonRecord& record) {
  const identity::Person& person = record.person;
  json::Array roles;
  for (const std::string& role : given_roles(person.memberships)) roles.emplace_back(role);
  json::Object line{{"id", person.id.value},        {"user", person.labels.username},
                    {"email", person.labels.email}, {"name", person.labels.display_name},
                    {"roles", std::move(roles)},    {"disabled", person.disabled}};
  if (!record.identities.empty()) {
    const identity::IdentityKey& key = record.identities.front().key;
    line.set("subject", key.subject.value);
    line.set("tenant", key.tenant.value);
    line.set("lastSignIn", print_rfc3339(person.last_sign_in));
  }
  if (record.invitation) {
    line.set("tenant", record.invitation->account.tenant.value);
    line.set("invitedUntil", print_rfc3339(record.invitation->expires));
  }
  return line;
}

Result<void> list_people(Opened& opened) {
  for (PersonId after;;) {
    SALLYPORT_TRY(const auto page, opened.people().list(after, kPage));
    if (page.empty()) return {};
    for (const identity::PersonRecord& record : page) print_row(line_of(record));
    after = page.back().person.id;
  }
}

// Only the provider decides whom an invitation is for, so only this command loads the whole configuration.
Result<void> add_person(Opened& opened, const std::string& path, const std::string& who, const std::string& tenant) {
  const auto config = config::load_config(path, config::process_surroundings());
  if (!config.settings)
    return failure(Kind::rejected, "configuration_refused", {}, "see `sallyport config check " + path + "`");
  SALLYPORT_TRY(const auto account, gateway::invited_account(*config.settings, who, tenant));
  SALLYPORT_TRY(const auto person, opened.administration().invite(opened.stores->invitations(), account));
  say(fmt::format("Invited {} ({}). The account is linked at its first sign-in, within 30 days.\n", who,
                  person.id.value));
  return {};
}

Result<void> withdraw_person(Opened& opened, const std::string& who) {
  SALLYPORT_TRY(const auto person, gateway::choose_person(opened.people(), who));
  SALLYPORT_CHECK(opened.administration().withdraw(opened.stores->invitations(), person));
  say(fmt::format("Took the invitation of {} ({}) back.\n", who, person.id.value));
  return {};
}

// The operator, and whom the configuration makes administrators. If it cannot be loaded, only those by hand count.
Result<identity::Editor> editor_of_operator(Opened& opened, const std::string& path) {
  identity::Editor editor{operator_of_this_process().name, opened.clock.now()};
  const auto config = config::load_config(path, config::process_surroundings());
  const gateway::AdministratorStores stores{opened.people(), opened.stores->people_by_hand(), opened.stores->accounts(),
                                            opened.stores->local_admin()};
  SALLYPORT_TRY(editor.administrators, config.settings
                                           ? gateway::find_administrators(*config.settings, stores)
                                           : gateway::administrators_without_configuration(stores.local_admin));
  return editor;
}

Error explained(Error error) {
  if (error.reason == "last_administrator")
    error.detail =
        "nobody else is an administrator, so nobody could undo it. Give somebody else the role first: "
        "sallyport admin user give-role WHO Admin";
  return error;
}

Result<void> give_role(Opened& opened, const std::string& who, const std::string& role) {
  SALLYPORT_TRY(const auto person, gateway::choose_person(opened.people(), who));
  SALLYPORT_CHECK(opened.administration().give_role(opened.stores->memberships(), person, role));
  say(fmt::format("Gave {} ({}) the role {}.\n", who, person.id.value, role));
  return {};
}

// As over the API, nobody takes the right from the last administrator.
Result<void> take_role(Opened& opened, const std::string& path, const std::string& who, const std::string& role) {
  SALLYPORT_TRY(const auto person, gateway::choose_person(opened.people(), who));
  SALLYPORT_TRY(const auto editor, editor_of_operator(opened, path));
  const auto taken = opened.administration().take_role(opened.stores->people_by_hand(), person, role, editor);
  if (!taken) return Failure(explained(taken.error()));
  say(fmt::format("Took from {} ({}) the role {}.\n", who, person.id.value, role));
  return {};
}

Result<void> disable_person(Opened& opened, const std::string& path, const std::string& name) {
  SALLYPORT_TRY(const auto person, gateway::choose_person(opened.people(), name));
  SALLYPORT_TRY(const auto editor, editor_of_operator(opened, path));
  const auto ended = opened.administration().disable(opened.stores->people_by_hand(), person, editor);
  if (!ended) return Failure(explained(ended.error()));
  say(fmt::format("Disabled {} ({}); sessions ended: {}. Nobody is told at the provider.\n", name, person.id.value,
                  *ended));
  return {};
}

Result<void> enable_person(Opened& opened, const std::string& name) {
  SALLYPORT_TRY(const auto person, gateway::choose_person(opened.people(), name));
  SALLYPORT_CHECK(opened.administration().enable(person));
  say(fmt::format("Enabled {} ({}).\n", name, person.id.value));
  return {};
}

Result<void> list_sessions(Opened& opened, const std::string& user) {
  std::optional<identity::Person> only;
  if (!user.empty()) {
    SALLYPORT_TRY(only, gateway::choose_person(opened.people(), user));
  }
  for (session::SessionDigest after;;) {
    SALLYPORT_TRY(const auto page, opened.sessions->list(after, kPage, opened.clock.now()));
    if (page.empty()) return {};
    for (const session::Session& session : page) {
      if (only && session.person != only->id) continue;
      print_row({{"session", gateway::handle_of(session)},
                 {"person", session.person.value},
                 {"user", session.username},
                 {"device", session.device},
                 {"address", session.address},
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
    SALLYPORT_TRY(const auto person, gateway::choose_person(opened.people(), which.user));
    ended = opened.administration().end_sessions_of(person);
  }
  if (!ended) return Failure(ended.error());
  say(fmt::format("Sessions ended: {}\n", *ended));
  return {};
}

Result<void> open_and(const config::StorePlace& place, const std::function<Result<void>(Opened&)>& work) {
  Opened opened(place);
  SALLYPORT_CHECK(opened.open());
  const auto done = work(opened);
  const auto recorded = opened.trail->finish();
  return done ? recorded : done;
}

ExitCode with_store(const std::string& path, std::string_view command,
                    const std::function<Result<void>(Opened&)>& work) {
  const config::FoundPlace found = config::find_store(path, config::process_surroundings());
  if (!found.place) {
    for (const config::Finding& finding : found.findings) complain(config::print_text(finding) + "\n");
    complain("The configuration does not say where the store is; nothing was changed.\n");
    return ExitCode::refused;
  }
  const auto done = open_and(*found.place, work);
  if (done) return ExitCode::done;
  complain(fmt::format("sallyport {}: {}{}{}\n", command, done.error().reason, done.error().detail.empty() ? "" : ": ",
                       done.error().detail));
  const bool refused = done.error().kind == Kind::rejected || done.error().kind == Kind::conflict;
  return refused ? ExitCode::refused : ExitCode::failed;
}

// Adds one subcommand with --config, which all of them need.
Command add(Command group, const std::string& name, const std::string& meaning,
            const std::shared_ptr<std::string>& path) {
  const Command command = group.add_command(name, meaning);
  command.add_option("--config", *path, "The configuration of the gateway, which may be running")
      .required()
      .type_name("FILE");
  return command;
}

void add_user_commands(Command user, const std::shared_ptr<std::string>& path) {
  const auto who = std::make_shared<std::string>();
  add(user, "list", "A JSON object a line for each person.", path).runs([path] {
    return with_store(*path, "admin user list", list_people);
  });
  const Command disable =
      add(user, "disable", "Ends their sessions and refuses their sign-ins and tokens, within seconds.", path);
  disable.add_option("who", *who, "Id, oid:OBJECT-ID, e-mail address or user name").required();
  disable.runs([path, who] {
    return with_store(*path, "admin user disable", [&](Opened& opened) { return disable_person(opened, *path, *who); });
  });
  const Command enable = add(user, "enable", "Lets somebody in again.", path);
  enable.add_option("who", *who, "Id, oid:OBJECT-ID, e-mail address or user name").required();
  enable.runs([path, who] {
    return with_store(*path, "admin user enable", [&](Opened& opened) { return enable_person(opened, *who); });
  });
}

void add_invitation_commands(Command user, const std::shared_ptr<std::string>& path) {
  const auto who = std::make_shared<std::string>();
  const auto tenant = std::make_shared<std::string>();
  const auto role = std::make_shared<std::string>();
  const Command invite =
      add(user, "add", "Lets one account in that could not come by itself; it is linked at its first sign-in.", path);
  invite.add_option("who", *who, "E-mail address that the tenant vouches for, or object id").required();
  invite.add_option("--tenant", *tenant, "Id of its tenant; the configured one where left out").type_name("GUID");
  invite.runs([path, who, tenant] {
    return with_store(*path, "admin user add",
                      [&](Opened& opened) { return add_person(opened, *path, *who, *tenant); });
  });
  const Command withdraw = add(user, "withdraw", "Takes an invitation back.", path);
  withdraw.add_option("who", *who, "Id, oid:OBJECT-ID or e-mail address, as invited").required();
  withdraw.runs([path, who] {
    return with_store(*path, "admin user withdraw", [&](Opened& opened) { return withdraw_person(opened, *who); });
  });
  using RoleChange = std::function<Result<void>(Opened&)>;
  const auto add_role_command = [&](const std::string& name, const std::string& meaning, const RoleChange& change) {
    const Command command = add(user, name, meaning, path);
    command.add_option("who", *who, "Id, oid:OBJECT-ID, e-mail address or user name").required();
    command.add_option("role", *role, "The role; Admin makes an administrator").required();
    command.runs([path, name, change] { return with_store(*path, "admin user " + name, change); });
  };
  add_role_command("give-role", "Gives a role by hand, beside those that the provider gives.",
                   [who, role](Opened& opened) { return give_role(opened, *who, *role); });
  add_role_command("take-role", "Takes a role away that was given by hand.",
                   [path, who, role](Opened& opened) { return take_role(opened, *path, *who, *role); });
}

// `name` is the words that lead here: "session" or "admin session".
void add_session_commands(Command session, const std::string& name, const std::shared_ptr<std::string>& path) {
  const auto which = std::make_shared<EndOptions>();
  const Command list = add(session, "list", "A JSON object a line for each session.", path);
  list.add_option("--user", which->user, "Only this person's");
  list.runs([path, which, name] {
    return with_store(*path, name + " list", [&](Opened& opened) { return list_sessions(opened, which->user); });
  });
  const Command end = add(session, "end", "Ends one, all of a person, or all; within seconds.", path);
  end.add_option("session", which->handle, "The handle that `session list` shows");
  end.add_option("--user", which->user, "All of this person's");
  end.add_flag("--all", which->all, "All there are");
  end.runs([path, which, name] {
    if (int{!which->handle.empty()} + int{!which->user.empty()} + int{which->all} != 1) {
      complain("sallyport " + name + " end: name one session, --user or --all\n");
      return ExitCode::usage;
    }
    return with_store(*path, name + " end", [&](Opened& opened) { return end_sessions(opened, *which); });
  });
}

}  // namespace

void add_admin_command(Command app) {
  const Command command = app.add_group("admin", "The local administrator, people and sessions.");
  const auto path = std::make_shared<std::string>();
  add(command, "recover", "Break glass: brings the local administrator back and prints a one-time link.", path)
      .runs([path] { return with_store(*path, "admin recover", recover); });
  const Command user = command.add_group("user", "People who were let in: list, disable, enable.");
  add_user_commands(user, path);
  add_invitation_commands(user, path);
  add_session_commands(command.add_group("session", kSessionMeaning), "admin session", path);
}

void add_session_command(Command app) {
  add_session_commands(app.add_group("session", kSessionMeaning), "session", std::make_shared<std::string>());
}

}  // namespace sallyport::app
