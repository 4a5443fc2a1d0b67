// The decision as tables: who may pass, who may not, and why.
#include "gateway/access/decision.h"

#include <gtest/gtest.h>

#include <functional>

#include "gateway/own_routes.h"

namespace sallyport::gateway {
namespace {

Route route(std::string path, RouteAccess access, std::vector<std::string> roles = {}) {
  Route out;
  out.path = std::move(path);
  out.access = access;
  out.requirement.any_role = std::move(roles);
  return out;
}

Route with(Route route, const std::function<void(Route&)>& edit) {
  edit(route);
  return route;
}

Settings settings_of_all_kinds() {
  Settings settings;
  settings.server.public_url = "https://app.example";
  settings.server.extra_hosts = {"other.example"};
  settings.routes = {
      route("/public", RouteAccess::public_),
      route("/optional", RouteAccess::optional, {"Reader"}),
      route("/required", RouteAccess::required),
      route("/admin", RouteAccess::required, {"Boss"}),
      with(route("/cors", RouteAccess::required), [](Route& r) { r.preflight = Preflight::pass; }),
      with(route("/dav", RouteAccess::required), [](Route& r) { r.methods = {"GET", "PROPFIND", "MKCOL"}; }),
      with(route("/hosted", RouteAccess::required, {"Boss"}), [](Route& r) { r.host = "other.example"; }),
  };
  return settings;
}

enum class Sender { nobody, reader, boss, administrator, refused };

Who who_is(Sender caller) {
  auto known = std::make_shared<Caller>();
  switch (caller) {
    case Sender::nobody:
      return {};
    case Sender::refused:
      return {nullptr, Error{Kind::rejected, "jwt_expired", {}, {}}, false, {}};
    case Sender::administrator:
      known->admin = true;
      break;
    case Sender::reader:
      known->roles = {"Reader"};
      break;
    case Sender::boss:
      known->roles = {"Boss"};
      break;
  }
  return {std::move(known), std::nullopt, false, Credential::session};
}

std::string name_of(const Decision& decision) {
  if (!decision) return std::string(decision.error().error.reason);
  switch (*decision) {
    case Permit::public_:
      return "public";
    case Permit::preflight:
      return "preflight";
    case Permit::nobody:
      return "nobody";
    case Permit::caller:
      return "caller";
  }
  return "?";
}

class Decide : public ::testing::Test {
 protected:
  Decision decision(const Question& question, Sender caller) const {
    const auto way = find_way(map_, question);
    if (!way) return tl::unexpected(way.error());
    if (const auto unseen = decide_unseen(map_, question, *way)) return *unseen;
    if (!way->route) return tl::unexpected(Deny{Denial::no_route, {Kind::rejected, "no_route", {}, {}}});
    return decide({way->route->requirement, way->route->access}, who_is(caller));
  }

  std::string decided(const Question& question, Sender caller = Sender::nobody) const {
    return name_of(decision(question, caller));
  }

  const Settings settings_ = settings_of_all_kinds();
  const Site site_{settings_};
  const Map map_{settings_, site_, own_addresses()};
};

TEST_F(Decide, RoutesByCallers) {
  struct Row {
    std::string_view path;
    std::string_view nobody, reader, boss, administrator, refused;
  };
  constexpr std::string_view kMissing = "role_missing";
  for (const Row& row : {
           Row{"/public/x", "public", "public", "public", "public", "public"},
           Row{"/optional", "nobody", "caller", kMissing, "caller", "jwt_expired"},
           Row{"/required", "sign_in_needed", "caller", "caller", "caller", "jwt_expired"},
           Row{"/admin/x", "sign_in_needed", kMissing, "caller", "caller", "jwt_expired"},
           Row{"/nowhere", "no_route", "no_route", "no_route", "no_route", "no_route"},
           Row{"/adminx", "no_route", "no_route", "no_route", "no_route", "no_route"},
       }) {
    const Question question{"GET", "app.example", row.path};
    EXPECT_EQ(decided(question, Sender::nobody), row.nobody) << row.path;
    EXPECT_EQ(decided(question, Sender::reader), row.reader) << row.path;
    EXPECT_EQ(decided(question, Sender::boss), row.boss) << row.path;
    EXPECT_EQ(decided(question, Sender::administrator), row.administrator) << row.path;
    EXPECT_EQ(decided(question, Sender::refused), row.refused) << row.path;
  }
}

TEST_F(Decide, EveryMethodIsHeldToTheSameRule) {
  for (const std::string_view method : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
    EXPECT_EQ(decided({method, "app.example", "/admin"}, Sender::reader), "role_missing") << method;
}

TEST_F(Decide, ARouteListsTheMethodsThatPass) {
  RecordProperty("covers", "Q18");
  for (const std::string_view method : {"GET", "HEAD", "PROPFIND", "MKCOL"})
    EXPECT_EQ(decided({method, "app.example", "/dav/x"}, Sender::reader), "caller") << method;
  for (const std::string_view method : {"POST", "DELETE", "PROPPATCH", "propfind", "FOO", ""})
    EXPECT_EQ(decided({method, "app.example", "/dav/x"}, Sender::reader), "method_not_allowed") << method;
  for (const std::string_view method : {"PROPFIND", "MKCOL", "SEARCH"})
    EXPECT_EQ(decided({method, "app.example", "/public"}), "method_not_allowed") << "not on others: " << method;
  EXPECT_EQ(decision({"POST", "app.example", "/dav"}, Sender::reader).error().error.detail, "GET, PROPFIND, MKCOL");
}

TEST_F(Decide, APreflightPassesWhereTheRouteSaysSo) {
  RecordProperty("covers", "Q15");
  const auto preflight = [](std::string_view path) {
    return Question{"OPTIONS", "app.example", path, HostFrom::client, true};
  };
  EXPECT_EQ(decided(preflight("/cors/x")), "preflight");
  EXPECT_EQ(decided(preflight("/cors/x"), Sender::refused), "preflight") << "it carries no credential to judge";
  EXPECT_EQ(decided(preflight("/required")), "sign_in_needed") << "nowhere else";
  EXPECT_EQ(decided(preflight("/public")), "public");
  EXPECT_EQ(decided({"OPTIONS", "app.example", "/cors/x"}), "sign_in_needed") << "an OPTIONS that is no preflight";
  EXPECT_EQ(decided({"GET", "app.example", "/cors/x"}), "sign_in_needed");
}

TEST_F(Decide, AClientsHostMustBeOurs) {
  for (const std::string_view host : {"evil.example", "app.example.", "", "app.example:81"})
    EXPECT_EQ(decided({"GET", host, "/public"}), "host_not_ours") << host;
  EXPECT_EQ(decided({"GET", "APP.example:443", "/public"}), "public");
}

TEST_F(Decide, NoWeakerRuleStandsInForAHostThatIsUnclear) {
  RecordProperty("covers", "HTTP-04");
  const auto by_proxy = [](std::string_view host, std::string_view path) {
    return Question{"GET", host, path, HostFrom::proxy_in_front};
  };
  EXPECT_EQ(decided(by_proxy("10.0.0.7", "/hosted/x"), Sender::administrator), "route_host");
  EXPECT_EQ(decided(by_proxy("other.example", "/hosted/x"), Sender::reader), "role_missing");
  EXPECT_EQ(decided(by_proxy("other.example", "/hosted/x"), Sender::boss), "caller");
  EXPECT_EQ(decided(by_proxy("10.0.0.7", "/public")), "public") << "no rule of a host there";
}

TEST_F(Decide, AnAmbiguousPathIsDeniedBeforeAnythingElse) {
  for (const std::string_view path : {"/public/../admin", "/ADMIN", "/admin%2fx", "//admin", "/admin;x", "/public//x"})
    EXPECT_EQ(decision({"GET", "app.example", path}, Sender::administrator).error().why, Denial::ambiguous_path)
        << path;
}

TEST_F(Decide, ADenialSaysWhatKindItIs) {  // the kind decides the status
  EXPECT_EQ(decision({"GET", "app.example", "/admin"}, Sender::reader).error().error.kind, Kind::forbidden);
  EXPECT_EQ(decision({"GET", "app.example", "/admin"}, Sender::reader).error().error.detail, "Boss");
  EXPECT_EQ(decision({"GET", "app.example", "/admin"}, Sender::refused).error().why, Denial::credential_refused);
  EXPECT_EQ(decision({"GET", "app.example", "/admin"}, Sender::nobody).error().why, Denial::sign_in_needed);
}

}  // namespace
}  // namespace sallyport::gateway
