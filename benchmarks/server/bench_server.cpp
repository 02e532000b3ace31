// How fast `affekt serve` answers: clients that each send a picture so many times a second.
#include <fmt/format.h>
#include <httplib.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <iostream>
#include <map>
#include <mutex>
#include <regex>
#include <thread>

#include "core/files/atomic_file.h"

namespace affekt {
namespace {

using Clock = std::chrono::steady_clock;

struct ServerBenchOptions {
  int port = 8080, num_clients = 1;
  double per_second = 20, seconds = 10;
  std::string picture;
};

struct ServerBenchResult {
  std::vector<double> milliseconds;         // of answers with status 200
  std::map<int, int64_t> statuses;          // 0: no answer
  std::vector<int64_t> answers_of_clients;  // with status 200
};

void run_client(const ServerBenchOptions& options, const std::string& picture, size_t client,
                ServerBenchResult& result, std::mutex& mutex) {
  httplib::Client http("127.0.0.1", options.port);
  http.set_keep_alive(true);
  http.set_tcp_nodelay(true);
  const auto end = Clock::now() + std::chrono::duration<double>(options.seconds);
  auto next = Clock::now();
  while (Clock::now() < end) {
    std::this_thread::sleep_until(next);
    const auto begin = Clock::now();
    const httplib::Result answer = http.Post("/v1/emotion", picture, "image/jpeg");
    const std::chrono::duration<double, std::milli> took = Clock::now() - begin;
    const int status = answer ? answer->status : 0;
    {
      const std::lock_guard<std::mutex> lock(mutex);
      ++result.statuses[status];
      if (status == 200) {
        result.milliseconds.push_back(took.count());
        ++result.answers_of_clients[client];
      }
    }
    next = std::max(next + std::chrono::duration_cast<Clock::duration>(
                               std::chrono::duration<double>(1 / options.per_second)),
                    Clock::now());
    if (status == 503) next += std::chrono::seconds(1);  // Retry-After
  }
}

double read_resident_mib(int port) {
  const httplib::Result metrics = httplib::Client("127.0.0.1", port).Get("/metrics");
  std::smatch found;
  if (!metrics || !std::regex_search(metrics->body, found, std::regex("\naffekt_resident_bytes ([0-9.e+]+)")))
    throw std::runtime_error(fmt::format("no affekt serve on port {}", port));
  return std::stod(found[1]) / (1 << 20);
}

void run_bench(const ServerBenchOptions& options) {
  const std::string picture = read_text_file(options.picture);
  ServerBenchResult result;
  result.answers_of_clients = std::vector<int64_t>(static_cast<size_t>(options.num_clients), 0);
  const double before = read_resident_mib(options.port);
  std::mutex mutex;
  std::vector<std::thread> clients;
  for (size_t i = 0; i < result.answers_of_clients.size(); ++i)
    clients.emplace_back([&, i] { run_client(options, picture, i, result, mutex); });
  for (std::thread& client : clients) client.join();
  std::vector<double>& times = result.milliseconds;
  std::sort(times.begin(), times.end());
  for (const auto& [status, count] : result.statuses)
    std::cout << fmt::format("status {}: {}\n", status, count);
  if (times.empty()) return;
  const auto at = [&](double share) {
    return times[static_cast<size_t>(share * static_cast<double>(times.size() - 1))];
  };
  const auto [fewest, most] =
      std::minmax_element(result.answers_of_clients.begin(), result.answers_of_clients.end());
  std::cout << fmt::format(
      "ms: p50 {:.1f}, p99 {:.1f}, longest {:.1f}\nanswers of a client: {} to {}\nmemory in MiB: {:.1f} "
      "before, {:.1f} after\n",
      at(0.5), at(0.99), times.back(), *fewest, *most, before, read_resident_mib(options.port));
}

}  // namespace
}  // namespace affekt

int main(int argc, char** argv) {
  affekt::ServerBenchOptions options;
  CLI::App app("How fast a running affekt serve answers for a picture");
  app.add_option("PICTURE", options.picture, "A JPEG file")->required();
  app.add_option("--port", options.port);
  app.add_option("--clients", options.num_clients)->check(CLI::Range(1, 1000));
  app.add_option("--per-second", options.per_second, "Pictures of each client")->check(CLI::PositiveNumber);
  app.add_option("--seconds", options.seconds)->check(CLI::PositiveNumber);
  CLI11_PARSE(app, argc, argv);
  try {
    affekt::run_bench(options);
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
