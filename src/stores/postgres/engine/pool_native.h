// A bounded pool of links. Only the sources of this folder include this header.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "base/result.h"
#include "stores/postgres/engine/connector_native.h"

namespace sallyport::stores {

// Every thread may use it.
class PostgresPool {
 public:
  // A link that is lent to one thread, until this is destroyed. A broken link, and one within a transaction, is closed.
  class Loan {
   public:
    Loan(PostgresPool& pool, std::unique_ptr<PostgresLink> link, bool fresh)
        : pool_(&pool), link_(std::move(link)), fresh_(fresh) {}
    Loan(Loan&& other) noexcept = default;
    Loan& operator=(Loan&&) = delete;
    ~Loan() {
      if (link_) pool_->take_back(std::move(link_));
    }

    PostgresLink& link() { return *link_; }
    bool is_fresh() const { return fresh_; }  // connected for this loan, so that the server was there a moment ago

   private:
    PostgresPool* pool_;
    std::unique_ptr<PostgresLink> link_;
    bool fresh_;
  };

  // Keeps at most `most` links, and lets a caller wait for one for at most `patience`. The connector must outlive the
  // pool.
  PostgresPool(const PostgresConnector& connector, std::size_t most, std::chrono::milliseconds patience)
      : connector_(connector), most_(most), patience_(patience) {}

  // Errors: unavailable/"postgres_busy" if all links were lent for the whole time; those of the connector. While the
  // server cannot be reached, one caller a second tries; the others get its error at once, so that a server that does
  // not answer takes no time of anybody else.
  Result<Loan> take();

 private:
  Result<Loan> make(std::unique_lock<std::mutex>& lock);
  void take_back(std::unique_ptr<PostgresLink> link);

  const PostgresConnector& connector_;
  const std::size_t most_;
  const std::chrono::milliseconds patience_;

  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<PostgresLink>> idle_;
  std::size_t open_ = 0;       // lent, idle, or being made
  std::optional<Error> down_;  // why the last attempt to connect failed
  std::chrono::steady_clock::time_point try_again_;
};

}  // namespace sallyport::stores
