// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.benchmarks;

import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;

/**
 * Fills histories by copying what was really finished, under new ids and five hundred names of
 * tools: finishing a hundred thousand would take Flowable a quarter of an hour.
 */
final class FinishedOnes {

  /** Really finished ones that are copied. */
  static final int REAL = 100;

  private static final int TOOLS = 500;

  private FinishedOnes() {}

  static String tool() {
    return "tool-" + ThreadLocalRandom.current().nextInt(TOOLS);
  }

  static void expectSome(int found) {
    if (found == 0) {
      throw new IllegalStateException("nothing of that tool was found");
    }
  }

  static void ofAssentor(DataSource database, int copies) throws SQLException {
    execute(
        database,
        """
        set search_path = assentor;
        create temporary table original as
          select id, row_number() over () as k from approval where status = 'approved' limit 100;
        create temporary table copy as
          select o.id as original, o.k + 100 * n as k,
            (left(o.id::text, 13) || '-7' || substr(md5(o.id::text || n), 1, 3) || '-8'
              || substr(md5(o.id::text || n), 4, 3) || '-' || substr(md5(o.id::text || n), 7, 12))::uuid
              as id
          from original o, generate_series(1, %d) n;
        insert into approval select (jsonb_populate_record(a, jsonb_build_object(
            'id', c.id, 'tool', 'tool-' || c.k %% 500))).*
          from copy c join approval a on a.id = c.original;
        insert into approval_event (approval_id, seq, tenant, type, body, hash)
          select c.id, e.seq, e.tenant, e.type, e.body, e.hash
          from copy c join approval_event e on e.approval_id = c.original;
        insert into approval_content select c.id, a.salt, a.body
          from copy c join approval_content a on a.approval_id = c.original;
        insert into rendering select c.id, r.channel, r.body
          from copy c join rendering r on r.approval_id = c.original;
        analyze approval; analyze approval_event; analyze approval_content; analyze rendering;
        """
            .formatted(copies));
  }

  static void ofFlowable(DataSource database, int copies) throws SQLException {
    execute(
        database,
        """
        create temporary table original as
          select proc_inst_id_ as id, row_number() over () as k from act_hi_procinst
          where end_time_ is not null limit 100;
        create temporary table copy as
          select o.id as original, o.k + 100 * n as k, o.id || '-' || n as id, '-' || n as suffix
          from original o, generate_series(1, %d) n;
        insert into act_hi_procinst select (jsonb_populate_record(p, jsonb_build_object(
            'id_', c.id, 'proc_inst_id_', c.id))).*
          from copy c join act_hi_procinst p on p.proc_inst_id_ = c.original;
        insert into act_hi_taskinst select (jsonb_populate_record(t, jsonb_build_object(
            'id_', t.id_ || c.suffix, 'proc_inst_id_', c.id))).*
          from copy c join act_hi_taskinst t on t.proc_inst_id_ = c.original;
        insert into act_hi_actinst select (jsonb_populate_record(a, jsonb_build_object(
            'id_', a.id_ || c.suffix, 'proc_inst_id_', c.id))).*
          from copy c join act_hi_actinst a on a.proc_inst_id_ = c.original;
        insert into act_hi_varinst select (jsonb_populate_record(v, jsonb_build_object(
            'id_', v.id_ || c.suffix, 'proc_inst_id_', c.id, 'execution_id_', c.id)
            || case when v.name_ = 'tool' then jsonb_build_object('text_', 'tool-' || c.k %% 500)
               else '{}' end)).*
          from copy c join act_hi_varinst v on v.proc_inst_id_ = c.original;
        analyze act_hi_procinst; analyze act_hi_taskinst; analyze act_hi_actinst;
        analyze act_hi_varinst;
        """
            .formatted(copies));
  }

  private static void execute(DataSource database, String script) throws SQLException {
    try (var connection = database.getConnection();
        var statement = connection.createStatement()) {
      statement.execute(script);
    }
  }
}
