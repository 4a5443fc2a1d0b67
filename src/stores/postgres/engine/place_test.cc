#include "stores/postgres/engine/place.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <map>

namespace sallyport::stores {
namespace {

Result<PostgresPlace> parsed(std::string_view url) {
  return parse_place(url, std::chrono::seconds(5));
}

std::map<std::string, std::string> keywords(std::string_view url) {
  const auto place = parsed(url).value();
  return {place.keywords.begin(), place.keywords.end()};
}

TEST(PostgresPlace, AHostThatIsNotThisMachineMustProveWhoItIs) {
  const auto found = keywords("postgresql://sallyport@db.example/sallyport");
  EXPECT_EQ(found.at("sslmode"), "verify-full");
  EXPECT_EQ(found.at("sslrootcert"), "/etc/ssl/certs/ca-certificates.crt");
  EXPECT_EQ(found.at("connect_timeout"), "5");
  EXPECT_EQ(found.at("target_session_attrs"), "read-write");
  EXPECT_EQ(found.at("gssencmode"), "disable") << "libpq would prefer Kerberos, and check no certificate";
  EXPECT_EQ(found.at("keepalives_idle"), "60");
}

// libpq follows its variables where the URL says nothing, so they count for what must be proven.
TEST(PostgresPlace, AVariableThatLeadsElsewhereDoesNotTurnTheProofOff) {
  struct Variable {
    const char* name;
    const char* value;
    const char* url;
    const char* keyword;
  };
  for (const auto& [name, value, url, keyword] :
       {Variable{"PGHOST", "db.example", "postgresql:///s", "host"},
        Variable{"PGHOSTADDR", "192.0.2.1", "postgresql://u@localhost/s", "hostaddr"},
        Variable{"PGHOSTADDR", "192.0.2.1", "postgresql:///s", "hostaddr"},
        Variable{"PGSERVICE", "main", "postgresql://u@localhost/s", "service"}}) {
    ASSERT_EQ(::setenv(name, value, 1), 0);
    const auto found = keywords(url);
    const bool verified = parsed(url)->verifies_server();
    ::unsetenv(name);
    EXPECT_EQ(found.at(keyword), value);
    EXPECT_EQ(found.at("sslmode"), "verify-full") << name;
    EXPECT_TRUE(verified) << name;
  }
}

TEST(PostgresPlace, TheUrlWinsAgainstAVariable) {
  ASSERT_EQ(::setenv("PGHOST", "db.example", 1), 0);
  const auto found = keywords("postgresql://u@localhost/s");
  ::unsetenv("PGHOST");
  EXPECT_EQ(found.at("host"), "localhost");
  EXPECT_FALSE(found.contains("sslmode"));
}

TEST(PostgresPlace, OneHostElsewhereIsEnough) {
  EXPECT_EQ(keywords("postgresql://u@localhost,db.example/s").at("sslmode"), "verify-full");
  EXPECT_EQ(keywords("postgresql://u@127.0.0.1.example/s").at("sslmode"), "verify-full") << "a name, not an address";
  EXPECT_EQ(keywords("postgresql://u@localhost/s?hostaddr=192.0.2.1").at("sslmode"), "verify-full");
  EXPECT_EQ(keywords("postgresql:///?service=main").at("sslmode"), "verify-full") << "the service may be anywhere";
}

TEST(PostgresPlace, ThisMachineNeedsNoCertificate) {
  for (const char* const url :
       {"postgresql://u@localhost/s", "postgresql://u@127.0.0.1:5433/s", "postgresql://u@[::1]/s", "postgresql:///s",
        "postgresql://u@%2Fvar%2Frun%2Fpostgresql/s", "postgresql:///s?host=/run/a,/run/b"}) {
    EXPECT_FALSE(keywords(url).contains("sslmode")) << url;
    EXPECT_TRUE(parsed(url)->verifies_server()) << url;
  }
}

TEST(PostgresPlace, WhatTheUrlSaysStays) {
  const auto found = keywords(
      "postgresql://u@db.example/s?sslmode=verify-ca&sslrootcert=/etc/"
      "ca.pem&connect_timeout=9&target_session_attrs=any");
  EXPECT_EQ(found.at("sslmode"), "verify-ca");
  EXPECT_EQ(found.at("sslrootcert"), "/etc/ca.pem");
  EXPECT_EQ(found.at("connect_timeout"), "9");
  EXPECT_EQ(found.at("target_session_attrs"), "any");
  EXPECT_FALSE(parsed("postgresql://u@db.example/s?sslmode=require")->verifies_server());
}

TEST(PostgresPlace, ThePasswordIsNoKeyword) {
  const auto place = parsed("postgresql://u:secret@localhost/s").value();
  EXPECT_EQ(place.password.reveal(), "secret");
  for (const auto& [keyword, value] : place.keywords) EXPECT_EQ(value.find("secret"), std::string::npos) << keyword;
}

TEST(PostgresPlace, ItsNameTellsHostsAndDatabaseAndNoPassword) {
  EXPECT_EQ(parsed("postgresql://u:secret@db1.example,db2.example/s")->name(), "db1.example,db2.example/s");
  EXPECT_EQ(parsed("postgresql://u@db1.example:5433/s")->name(), "db1.example:5433/s");
  EXPECT_EQ(parsed("postgresql:///?service=main")->name(), "service main");
}

TEST(PostgresPlace, WrongUrlsAreRefusedWithoutBeingQuoted) {
  struct Wrong {
    const char* url;
    const char* why;
  };
  for (const auto& [url, why] : {
           Wrong{"", "empty"},
           Wrong{"mysql://u@h/s", "another database"},
           Wrong{"host=h dbname=s", "no URL"},
           Wrong{"postgresql://u:secret@h", "no database"},
           Wrong{"postgresql://u:secret@h/s?sslmod=require", "an unknown keyword"},
           Wrong{"postgresql://u:sec%zzret@h/s", "a broken percent code"},
           Wrong{"postgresql://u:secret@[::1/s", "a bracket that stays open"},
           Wrong{"postgresql://u:secret@h:1:2:secret/s", "two ports"},
           Wrong{"postgresql://u:secret@h/s?connect_timeout=0", "libpq would wait for ever"},
           Wrong{"postgresql://u:secret@h/s?connect_timeout=-1", "so it would"},
           Wrong{"postgresql://u:secret@h/s?connect_timeout=61", "longer than a request may wait"},
           Wrong{"postgresql://u:secret@h/s?connect_timeout=soon", "no number"},
       }) {
    const auto place = parsed(url);
    ASSERT_FALSE(place) << why;
    EXPECT_EQ(place.error().reason, "postgres_url") << why;
    EXPECT_EQ(place.error().detail.find("sec"), std::string::npos) << place.error().detail;
  }
}

}  // namespace
}  // namespace sallyport::stores
