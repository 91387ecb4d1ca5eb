// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.util.List;

/** The floor's paths, by JDBC and by HTTP. */
final class FloorPaths {

  private FloorPaths() {}

  static List<Work> jdbc(JdbcFloor floor) {
    return List.of(
        Work.of("JDBC floor: insert", () -> timed(floor::insert)),
        Work.ofPart(
            "JDBC floor: update",
            () -> {
              var id = floor.insert();
              return timed(() -> floor.update(id, 2));
            }),
        Work.of(
            "JDBC floor: full cycle (insert, update, update)",
            () ->
                timed(
                    () -> {
                      var id = floor.insert();
                      floor.update(id, 2);
                      floor.update(id, 3);
                    })));
  }

  static List<Work> http(URI url) {
    return List.of(
        new Http("HTTP floor: insert", url, 1), new Http("HTTP floor: full cycle", url, 3));
  }

  /** One insert, and updates up to so many requests. */
  private record Http(String name, URI url, int requests) implements Work {
    @Override
    public Caller caller() throws Exception {
      var connection = new Connection(url);
      return new Caller() {
        @Override
        public long once() throws Exception {
          return timed(
              () -> {
                var id = connection.post("/insert", "none", "{}").expect(200).text("id");
                for (int version = 2; version <= requests; version++) {
                  connection.post("/update/" + id + "/" + version, "none", "{}").expect(200);
                }
              });
        }

        @Override
        public void close() throws IOException {
          connection.close();
        }
      };
    }
  }

  /** Something that is done and may fail. */
  interface Act {
    void run() throws Exception;
  }

  static long timed(Act act) throws Exception {
    long start = System.nanoTime();
    act.run();
    return System.nanoTime() - start;
  }
}
