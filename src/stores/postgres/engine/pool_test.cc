#include <gtest/gtest.h>

#include <new>

#include "base/reason_of.h"
#include "stores/postgres/engine/pool_native.h"
#include "stores/postgres/engine/server_fixture.h"

namespace sallyport::stores {
namespace {

// Memory that runs out while a connection is made must cost neither its place in the pool nor the next attempts.
TEST(PostgresPool, AnExceptionWhileItConnectsIsAFailureLikeOthers) {
  if (const auto why = PostgresServer::missing()) GTEST_SKIP() << *why;
  bool throws = true;
  const PostgresConnector connector(
      parse_place(PostgresServer::shared().empty_place(), std::chrono::seconds(5)).value(), {},
      [&](PostgresLink&) -> Result<void> {
        if (throws) throw std::bad_alloc();
        return {};
      });
  PostgresPool pool(connector, 1, std::chrono::milliseconds(100));
  EXPECT_EQ(reason_of(pool.take()), "postgres_connection");
  throws = false;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  std::string_view last = "none yet";
  while (last != "none" && std::chrono::steady_clock::now() < deadline) {
    last = reason_of(pool.take());
    std::this_thread::yield();
  }
  EXPECT_EQ(last, "none") << "one caller a second tries again";
}

}  // namespace
}  // namespace sallyport::stores
