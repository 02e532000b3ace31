#include "training/profile/work_recorder.h"

#include <algorithm>

namespace affekt {
namespace {

double seconds_of(const WorkPiece& piece) {
  return std::chrono::duration<double>(piece.end - piece.begin).count();
}

}  // namespace

void WorkRecorder::note_work(const WorkPiece& piece) {
  const std::lock_guard<std::mutex> lock(mutex_);
  pieces_.push_back(piece);
}

std::vector<WorkPiece> WorkRecorder::take() {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::vector<WorkPiece> taken;
  taken.swap(pieces_);
  return taken;
}

std::map<int, std::map<std::string, double>> sum_own_seconds(std::vector<WorkPiece> pieces,
                                                             WorkClock::time_point since) {
  for (WorkPiece& piece : pieces) piece.begin = std::max(piece.begin, since);
  pieces.erase(std::remove_if(pieces.begin(), pieces.end(),
                              [](const WorkPiece& piece) { return piece.end <= piece.begin; }),
               pieces.end());
  // The outer one of two that begin together stands before the inner one.
  std::sort(pieces.begin(), pieces.end(), [](const WorkPiece& a, const WorkPiece& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  std::map<int, std::map<std::string, double>> sums;
  std::map<int, std::vector<WorkPiece>> open;  // of each thread, the innermost last
  for (const WorkPiece& piece : pieces) {
    auto& own = sums[piece.thread];
    auto& around = open[piece.thread];
    while (!around.empty() && around.back().end <= piece.begin) around.pop_back();
    own[piece.name] += seconds_of(piece);
    if (!around.empty()) own[around.back().name] -= seconds_of(piece);
    around.push_back(piece);
  }
  return sums;
}

}  // namespace affekt
