// Skips the tests of a store whose database server is not installed here.
#pragma once

#include <gtest/gtest.h>

// For SetUp() of a contract's fixture. A factory whose server may be missing has a static function missing(), which
// says why, or nothing if the server is there.
#define SALLYPORT_SKIP_IF_MISSING(Factory)                         \
  if constexpr (requires { Factory::missing(); }) {                \
    if (const auto why = Factory::missing()) GTEST_SKIP() << *why; \
  }
