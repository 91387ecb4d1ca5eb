# Copyright The Assentor Authors
# SPDX-License-Identifier: Apache-2.0
#
# Two images: `production`, which is built unless another is named, and `evaluation`
# (docker build --target evaluation), which brings its own database, Temporal and issuer.

FROM maven:3.9.11-eclipse-temurin-21 AS source
WORKDIR /src
COPY . .

FROM source AS build-evaluation
RUN --mount=type=cache,target=/m2 \
    mvn -B -ntp -Dmaven.repo.local=/m2 -pl evaluation -am package -DskipTests \
    && java -Djarmode=tools -jar evaluation/target/assentor-evaluation.jar extract --destination /assentor \
    && mv /assentor/assentor-evaluation.jar /assentor/server.jar

FROM source AS build-production
RUN --mount=type=cache,target=/m2 \
    mvn -B -ntp -Dmaven.repo.local=/m2 -pl server -am package -DskipTests \
    && java -Djarmode=tools -jar server/target/assentor-server.jar extract --destination /assentor \
    && mv /assentor/assentor-server.jar /assentor/server.jar

FROM eclipse-temurin:21.0.12_8-jre-noble AS runtime
RUN useradd --system --uid 10001 assentor && install --directory --owner=assentor --mode=700 /data /keys
USER assentor
ENV ASSENTOR_DATA=/data ASSENTOR_BIND=0.0.0.0
VOLUME /data
EXPOSE 8080
# The image has no curl; bash opens the connection itself.
HEALTHCHECK --interval=5s --timeout=4s --start-period=60s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${SERVER_PORT:-8080} && printf 'GET /actuator/health HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200'"]
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=70", "--enable-native-access=ALL-UNNAMED", "-jar", "/assentor/server.jar"]

FROM runtime AS evaluation
COPY --from=build-evaluation /assentor/lib /assentor/lib
COPY --from=build-evaluation /assentor/server.jar /assentor/server.jar

FROM runtime AS production
COPY --from=build-production /assentor/lib /assentor/lib
COPY --from=build-production /assentor/server.jar /assentor/server.jar
