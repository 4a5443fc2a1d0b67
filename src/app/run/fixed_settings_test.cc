#include "app/run/fixed_settings.h"

#include <gtest/gtest.h>

#include <functional>

namespace sallyport::app {
namespace {

using gateway::Settings;

Settings running() {
  Settings settings;
  settings.server.public_url = "https://data.example.com";
  settings.server.data_dir = "/var/lib/sallyport";
  settings.server.unix_socket = "/run/sallyport/check.sock";
  settings.store.path = "/var/lib/sallyport/sallyport.db";
  settings.own_tokens.private_key_file = "/var/lib/sallyport/own_token_private.der";
  settings.own_tokens.public_key_file = "/var/lib/sallyport/own_token_public.der";
  return settings;
}

struct Fixed {
  std::function<void(Settings&)> change;
  FixedKey told;
};

TEST(FixedSettings, EachKeyThatCannotChangeStaysAndIsTold) {
  const Fixed rows[] = {
      {[](Settings& s) { s.server.address = "0.0.0.0"; }, {"server.address", "127.0.0.1", "0.0.0.0"}},
      {[](Settings& s) { s.server.port = 443; }, {"server.port", "8585", "443"}},
      {[](Settings& s) { s.server.unix_socket = ""; }, {"server.unixSocket", "/run/sallyport/check.sock", ""}},
      {[](Settings& s) { s.server.operator_socket = "/o.sock"; }, {"server.operatorSocket", "", "/o.sock"}},
      {[](Settings& s) { s.server.admin_address = "::1"; }, {"server.adminAddress", "127.0.0.1", "::1"}},
      {[](Settings& s) { s.server.admin_port = 1; }, {"server.adminPort", "8586", "1"}},
      {[](Settings& s) { s.server.loops = 4; }, {"server.loops", "1", "4"}},
      {[](Settings& s) { s.server.workers = 2; }, {"server.workers", "32", "2"}},
      {[](Settings& s) { s.server.data_dir = "/else"; }, {"server.dataDir", "/var/lib/sallyport", "/else"}},
      {[](Settings& s) { s.store.path = "/a.db"; }, {"store.path", "/var/lib/sallyport/sallyport.db", "/a.db"}},
      {[](Settings& s) { s.store.busy_timeout = Seconds(1); }, {"store.busyTimeout", "5s", "1s"}},
      {[](Settings& s) { s.server.timeouts.header = Seconds(1); }, {"server.headerTimeout", "10s", "1s"}},
      {[](Settings& s) { s.server.timeouts.idle = Seconds(1); }, {"server.idleTimeout", "75s", "1s"}},
      {[](Settings& s) { s.server.timeouts.body = Seconds(1); }, {"server.bodyTimeout", "30s", "1s"}},
      {[](Settings& s) { s.server.timeouts.write = Seconds(1); }, {"server.writeTimeout", "30s", "1s"}},
      {[](Settings& s) { s.server.timeouts.drain = Seconds(1); }, {"server.drainTimeout", "8s", "1s"}},
      {[](Settings& s) { s.server.timeouts.stop_delay = Seconds(5); }, {"server.stopDelay", "0s", "5s"}},
      {[](Settings& s) { s.server.tls_certificate_file = "/a.pem"; }, {"server.tlsCertificateFile", "", "/a.pem"}},
  };
  for (const Fixed& row : rows) {
    SCOPED_TRACE(row.told.key);
    Settings next = running();
    row.change(next);
    EXPECT_EQ(keep_fixed(next, running()), std::vector{row.told});
    EXPECT_TRUE(keep_fixed(next, running()).empty()) << "what was put back is as before";
  }
}

TEST(FixedSettings, SeveralAreToldAtOnceInTheirOrder) {
  Settings next = running();
  next.server.workers = 2;
  next.server.port = 1;
  const auto kept = keep_fixed(next, running());
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept[0].key, "server.port");
  EXPECT_EQ(kept[1].key, "server.workers");
}

TEST(FixedSettings, WhatMayChangeIsLeftAlone) {
  Settings next = running();
  next.server.public_url = "https://other.example.com";
  next.server.trusted_proxies = {"10.0.0.1"};
  next.sessions.renew_every = Seconds(60);
  next.own_tokens.identity_lifetime = Seconds(60);
  EXPECT_TRUE(keep_fixed(next, running()).empty());
  EXPECT_EQ(next.server.public_url, "https://other.example.com");
  EXPECT_EQ(next.server.trusted_proxies, std::vector<std::string>{"10.0.0.1"});
  EXPECT_EQ(next.sessions.renew_every, Seconds(60));
  EXPECT_EQ(next.own_tokens.identity_lifetime, Seconds(60));
}

// Another folder would have other keys, and the tokens of the running gateway would become invalid.
TEST(FixedSettings, TheDataFolderKeepsItsOwnKeysWithIt) {
  Settings next = running();
  next.server.data_dir = "/else";
  next.own_tokens.private_key_file = "/else/own_token_private.der";
  next.own_tokens.public_key_file = "/else/own_token_public.der";
  keep_fixed(next, running());
  EXPECT_EQ(next.own_tokens, running().own_tokens);
}

TEST(FixedSettings, KeysThatAreNamedByThemselvesMayChange) {
  Settings next = running();
  next.own_tokens.private_key_file = "/etc/sallyport/own_token_private.der";
  EXPECT_TRUE(keep_fixed(next, running()).empty());
  EXPECT_EQ(next.own_tokens.private_key_file, "/etc/sallyport/own_token_private.der");
}

TEST(FixedSettings, OtherTlsFilesAreTakenButTlsItselfComesAndGoesWithAStart) {
  Settings with = running();
  with.server.tls_certificate_file = "/a.pem";
  with.server.tls_key_file = "/a.key";
  Settings other = with;
  other.server.tls_certificate_file = "/b.pem";
  other.server.tls_key_file = "/b.key";
  EXPECT_TRUE(keep_fixed(other, with).empty());
  EXPECT_EQ(other.server.tls_key_file, "/b.key");
  Settings without = running();
  EXPECT_EQ(keep_fixed(without, with), (std::vector<FixedKey>{{"server.tlsCertificateFile", "/a.pem", ""}}));
  EXPECT_EQ(without.server.tls_key_file, "/a.key");
}

}  // namespace
}  // namespace sallyport::app
