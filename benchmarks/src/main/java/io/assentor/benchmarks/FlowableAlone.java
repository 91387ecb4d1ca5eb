// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.flowable.common.engine.impl.persistence.StrongUuidGenerator;
import org.flowable.engine.ProcessEngine;
import org.flowable.engine.impl.cfg.StandaloneProcessEngineConfiguration;

/** A process engine in this process: a user task for a group, and a timer of an hour. */
final class FlowableAlone implements AutoCloseable {

  private static final String PROCESS =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
          xmlns:flowable="http://flowable.org/bpmn" targetNamespace="approval">
        <process id="approval">
          <startEvent id="start"/>
          <sequenceFlow sourceRef="start" targetRef="decide"/>
          <userTask id="decide" flowable:candidateGroups="approver"/>
          <boundaryEvent id="expiry" attachedToRef="decide" cancelActivity="true">
            <timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>
          </boundaryEvent>
          <sequenceFlow sourceRef="expiry" targetRef="expired"/>
          <endEvent id="expired"/>
          <sequenceFlow sourceRef="decide" targetRef="decided"/>
          <endEvent id="decided"/>
        </process>
      </definitions>
      """;

  private static final String ARGUMENTS = "a".repeat(300);

  private final HikariDataSource pool = new HikariDataSource();
  private final ProcessEngine engine;
  private final AtomicLong count = new AtomicLong();

  FlowableAlone(String url, String user) {
    pool.setJdbcUrl(url);
    pool.setUsername(user);
    pool.setMaximumPoolSize(32);
    var configuration = new StandaloneProcessEngineConfiguration();
    configuration.setDataSource(pool);
    configuration.setDatabaseSchemaUpdate("true");
    configuration.setAsyncExecutorActivate(false);
    // As its Spring Boot starter does; its own default takes a second connection in a transaction.
    configuration.setIdGenerator(new StrongUuidGenerator());
    engine = configuration.buildProcessEngine();
    var unused =
        engine
            .getRepositoryService()
            .createDeployment()
            .addString("approval.bpmn20.xml", PROCESS)
            .deploy();
  }

  List<Work> all() {
    return List.of(
        Work.of("Flowable: submit", () -> FloorPaths.timed(this::submit)),
        Work.ofPart(
            "Flowable: claim + complete",
            () -> {
              var id = submit();
              return FloorPaths.timed(() -> decide(id));
            }),
        cycle());
  }

  Work cycle() {
    return Work.of(
        "Flowable: full cycle (submit, claim + complete)",
        () -> FloorPaths.timed(() -> decide(submit())));
  }

  private String submit() {
    Map<String, Object> variables =
        Map.of(
            "tool",
            "tool-" + count.incrementAndGet() % 500,
            "arguments",
            ARGUMENTS,
            "subject",
            "dana",
            "agent",
            "deploy-bot");
    return engine.getRuntimeService().startProcessInstanceByKey("approval", variables).getId();
  }

  private void decide(String process) {
    var tasks = engine.getTaskService();
    var task = tasks.createTaskQuery().processInstanceId(process).singleResult().getId();
    tasks.claim(task, "alice");
    tasks.complete(task, Map.of("verdict", "approve"));
  }

  /** The latest fifty finished ones of a tool. */
  int history(String tool) {
    return engine
        .getHistoryService()
        .createHistoricProcessInstanceQuery()
        .finished()
        .variableValueEquals("tool", tool)
        .orderByProcessInstanceStartTime()
        .desc()
        .listPage(0, 50)
        .size();
  }

  @Override
  public void close() {
    engine.close();
    pool.close();
  }
}
